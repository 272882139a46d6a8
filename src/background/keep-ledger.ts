import type { BackgroundContext } from './context.ts'
import { note } from './ledger.ts'
import { liveRecording } from './recording.ts'

/** How far the ledger may lag behind. */
const restMs = 2000

/** Keeps the ledger of the recording that goes on: at once when something was stored, then at most every two seconds. */
export function keepLedger({ database: open }: Pick<BackgroundContext, 'database'>): { touch: () => void } {
  // Pacing only: what is not noted when the worker dies is noted with the next entry.
  let resting = false
  let again = false

  async function noteLive(): Promise<void> {
    const database = await open()
    const live = await liveRecording(database)
    if (live) await note(database, live.trajectoryId)
  }

  function touch(): void {
    again = resting
    if (resting) return
    resting = true
    noteLive().catch((error: unknown) => console.error('cairn: the ledger was not written', error))
    setTimeout(() => {
      resting = false
      if (again) touch()
    }, restMs)
  }

  return { touch }
}
