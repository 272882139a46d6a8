import type { CairnDatabase } from '#storage/database.ts'
import { getSettings } from '#settings/settings.ts'
import type { BackgroundContext } from './context.ts'
import { saveExport } from './export.ts'
import { askToSave, doneSaving, noteSaved, readToSave } from './ledger.ts'
import { liveRecording } from './recording.ts'

/** Saves finished trajectories to the downloads folder by itself, where the person has set that. */
export interface AutoSave {
  /** A trajectory was finished, or judged later: saves it, replacing the file from before. */
  finished: (trajectoryId: string) => Promise<void>
  /** Saves what waits; what to save is noted on disk, so the worker's death costs no file. */
  resume: () => Promise<void>
}

export function createAutoSave(context: BackgroundContext): AutoSave {
  // One after the other.
  let going: Promise<void> = Promise.resolve()

  async function saveAll(): Promise<void> {
    for (let waiting = await readToSave(); waiting.size > 0; waiting = await readToSave())
      for (const [trajectoryId, mark] of waiting) {
        await save(await context.database(), trajectoryId)
        await doneSaving(trajectoryId, mark)
      }
  }

  async function save(database: CairnDatabase, trajectoryId: string): Promise<void> {
    if ((await database.getKey('trajectories', trajectoryId)) === undefined) return
    try {
      await noteSaved(trajectoryId, { path: await saveExport(context, trajectoryId, 'bundle', 'overwrite') })
    } catch (error) {
      await noteSaved(trajectoryId, { problem: error instanceof Error ? error.message : String(error) })
    }
  }

  function resume(): Promise<void> {
    going = going.catch(() => undefined).then(saveAll)
    return going
  }

  return {
    resume,
    async finished(trajectoryId) {
      if (!(await getSettings()).saveFinished) return
      if ((await liveRecording(await context.database()))?.trajectoryId === trajectoryId) return
      await askToSave(trajectoryId)
      resume().catch((error: unknown) => console.error('cairn: a finished trajectory was not saved', error))
    },
  }
}
