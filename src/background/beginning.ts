import { browser } from '#platform/browser.ts'
import type { CairnDatabase, RecordingRow } from '#storage/database.ts'
import { knownDocuments } from '#storage/log.ts'
import { listTrajectories } from '#storage/trajectories.ts'
import type { BackgroundContext } from './context.ts'
import { closeInterrupted, liveRecording, noteInterruption } from './recording.ts'

/** What the browser says, if anything, of why the extension has come to life; `enabled` when it says nothing. */
type Reason = 'browser' | 'update' | 'enabled'

/** The browser says so at once; under load a moment later. */
const reasonMs = 1500

/** How far a new life has come. Goes with the extension's life, as what the extension keeps for a session does. */
const key = 'begun'
type Stage = 'goes-on' | 'done'

/**
 * Decides, once in each life of the extension, what becomes of a recording that the former life left: it goes on after
 * an update or a reload of the extension, as long as a page that it recorded is still there, and is closed when the
 * browser began anew or the person had switched the extension off. To be called in the first turn of the event loop.
 */
export function createBeginning(context: Pick<BackgroundContext, 'database'>): {
  /** Decides, unless it was decided already; resolves with whether the recording has yet to be taken up again. */
  decide: () => Promise<boolean>
  /** It was taken up. */
  done: () => Promise<void>
} {
  const told = new Promise<Reason>((resolve) => {
    browser.runtime.onStartup.addListener(() => resolve('browser'))
    browser.runtime.onInstalled.addListener(({ reason }) => resolve(reason === 'update' ? 'update' : 'browser'))
  })

  async function decide(): Promise<boolean> {
    const stage = ((await browser.storage.session.get(key)) as { [key]?: Stage })[key]
    if (stage !== undefined) return stage === 'goes-on'
    const database = await context.database()
    const live = await liveRecording(database)
    await closeForgotten(database, live)
    const goesOn = live !== null && (await mayGoOn(database, live))
    if (goesOn && live.phase === 'recording') await noteInterruption(database, live.trajectoryId)
    if (live && !goesOn) await closeInterrupted(database, live.trajectoryId, live)
    await setStage(goesOn ? 'goes-on' : 'done')
    return goesOn
  }

  async function mayGoOn(database: CairnDatabase, live: RecordingRow): Promise<boolean> {
    // Stopping was under way: what the pages had left to say went with the former life.
    if (live.phase === 'stopping') return false
    const late = new Promise<Reason>((resolve) => setTimeout(() => resolve('enabled'), reasonMs))
    return (await Promise.race([told, late])) === 'update' && (await isRecordedPageOpen(database, live.trajectoryId))
  }

  return { decide, done: () => setStage('done') }
}

async function setStage(stage: Stage): Promise<void> {
  await browser.storage.session.set({ [key]: stage })
}

/** Browsers are also restarted to update extensions: then no page is the one it was. */
async function isRecordedPageOpen(database: CairnDatabase, trajectoryId: string): Promise<boolean> {
  const known = await knownDocuments(database, trajectoryId)
  for (const { id: tabId } of await browser.tabs.query({})) {
    if (tabId === undefined) continue
    const frames: { documentId?: string }[] =
      (await browser.webNavigation.getAllFrames({ tabId }).catch(() => null)) ?? []
    if (frames.some(({ documentId }) => documentId !== undefined && known.has(documentId))) return true
  }
  return false
}

/** A life may end in the midst of starting or stopping: what nobody records any more is closed. */
async function closeForgotten(database: CairnDatabase, live: RecordingRow | null): Promise<void> {
  for (const { id, header } of await listTrajectories(database))
    if (header.status === 'recording' && id !== live?.trajectoryId) await closeInterrupted(database, id, null)
}
