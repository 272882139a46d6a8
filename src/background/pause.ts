import type { PauseReason, RecordingRow } from '#storage/database.ts'
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
  { ports, requests }: Pick<RecordingParts, 'ports' | 'requests'>,
  reason: PauseReason,
): Promise<void> {
  const database = await context.database()
  const live = await liveRecording(database)
  if (live?.phase !== 'recording')
    throw new Error(live ? `the recording is ${live.phase} already` : 'no recording is running')
  const paused: RecordingRow = { ...live, phase: 'paused', pause: { reason, sinceMs: Date.now() } }
  await setLive(database, paused)
  await unregisterScripts()
  await ports.stopAll(goodbyeMs)
  await context.settled()
  requests.stop()
  await showBadge(badgeOf(paused))
}

/** Goes on with a paused recording, in every tab; whoever wants it a second time has it. */
export function resumeRecording(context: BackgroundContext, parts: RecordingParts): Promise<void> {
  // The person and the browser may both say so at once.
  return navigator.locks.request('cairn.resume', async () => {
    const database = await context.database()
    const live = await liveRecording(database)
    if (live?.phase === 'recording') return
    if (live?.phase !== 'paused') throw new Error(live ? 'the recording is being stopped' : 'no recording is running')
    if (!(await hasAccess())) throw new Error('Cairn has no access to web pages any more; allow it, then go on.')
    if (!(await enoughSpace()))
      throw new Error('The disk is nearly full. Make room, or delete trajectories you have exported; then go on.')
    await parts.disk.sound()
    await appendPause(database, live)
    const { pause: _, ...rest } = live
    await setLive(database, { ...rest, phase: 'recording' })
    await openPages(context, parts, live.trajectoryId)
  })
}
