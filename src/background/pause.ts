import type { CairnDatabase, PauseReason, RecordingRow } from '#storage/database.ts'
import { badgeOf, showBadge } from './badge.ts'
import { unregisterScripts } from './content-scripts.ts'
import type { BackgroundContext } from './context.ts'
import { enoughSpace } from './disk.ts'
import {
  appendPause,
  goodbyeMs,
  hasAccess,
  liveRecording,
  openPages,
  setLive,
  type RecordingParts,
} from './recording.ts'

/** Stops recording for now: content scripts flush and leave. The trajectory stays open. */
export async function pauseRecording(
  context: BackgroundContext,
  parts: Pick<RecordingParts, 'ports' | 'requests'>,
  reason: PauseReason,
): Promise<void> {
  const database = await context.writable()
  const paused = await notePause(database, reason)
  if (!paused) {
    const live = await liveRecording(database)
    throw new Error(live ? `the recording is ${live.phase} already` : 'no recording is running')
  }
  await leavePages(context, parts, paused)
}

/**
 * The same for want of space, if anything is recorded. Resolves once it is noted: what the pages still have to say waits
 * for the disk.
 */
export async function restForSpace(
  context: BackgroundContext,
  parts: Pick<RecordingParts, 'ports' | 'requests'>,
): Promise<void> {
  const paused = await notePause(await context.database(), 'quota')
  if (!paused) return
  leavePages(context, parts, paused).catch((error: unknown) => console.error('cairn: could not leave the pages', error))
}

/** Null when nothing is recorded that could rest. */
async function notePause(database: CairnDatabase, reason: PauseReason): Promise<RecordingRow | null> {
  const live = await liveRecording(database)
  if (live?.phase !== 'recording') return null
  const paused: RecordingRow = { ...live, phase: 'paused', pause: { reason, sinceMs: Date.now() } }
  await setLive(database, paused)
  return paused
}

/** One after the other: who goes on at once must not have the pages left afterwards. */
const lock = 'cairn.pause'

function leavePages(
  context: BackgroundContext,
  { ports, requests }: Pick<RecordingParts, 'ports' | 'requests'>,
  paused: RecordingRow,
): Promise<void> {
  return navigator.locks.request(lock, async () => {
    await unregisterScripts()
    await ports.stopAll(goodbyeMs)
    await context.settled()
    requests.stop()
    await showBadge(badgeOf(paused))
  })
}

/** Goes on with a paused recording, in every tab; whoever wants it a second time has it. */
export function resumeRecording(context: BackgroundContext, parts: RecordingParts): Promise<void> {
  // The person and the browser may both say so at once.
  return navigator.locks.request(lock, async () => {
    const database = await context.database()
    const live = await liveRecording(database)
    if (live?.phase === 'recording') return
    if (live?.phase !== 'paused') throw new Error(live ? 'the recording is being stopped' : 'no recording is running')
    if (!(await hasAccess())) throw new Error('Cairn has no access to web pages any more; allow it, then go on.')
    if (!(await enoughSpace()))
      throw new Error('The disk is nearly full. Make room, or delete trajectories you have exported; then go on.')
    await context.writable()
    await appendPause(database, live)
    const { pause: _, ...rest } = live
    await setLive(database, { ...rest, phase: 'recording' })
    await openPages(context, parts, live.trajectoryId)
  })
}
