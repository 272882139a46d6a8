import { browser } from '#platform/browser.ts'
import type { BackgroundContext } from './context.ts'
import { pauseRecording, resumeRecording } from './pause.ts'
import { hasAccess, liveRecording, type RecordingParts } from './recording.ts'

/** Rests while the person has taken access to web pages away, wholly or in part, and goes on once it is given again. */
export function listenToAccess(context: BackgroundContext, parts: RecordingParts): void {
  const tell = (error: unknown): void => console.error('cairn: could not follow what access it has', error)

  browser.permissions.onRemoved.addListener(() => void onRemoved().catch(tell))
  browser.permissions.onAdded.addListener(() => void onAdded().catch(tell))

  async function onRemoved(): Promise<void> {
    const live = await liveRecording(await context.database())
    if (live?.phase === 'recording' && !(await hasAccess())) await pauseRecording(context, parts, 'no-permission')
  }

  async function onAdded(): Promise<void> {
    const live = await liveRecording(await context.database())
    if (live?.pause?.reason === 'no-permission' && (await hasAccess())) await resumeRecording(context, parts)
  }
}
