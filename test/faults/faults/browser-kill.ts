import { killAtWork } from '../browser-death.ts'
import type { Fault } from '../fault.ts'
import { inRecording } from '../recording.ts'

/** The browser gets SIGKILL and is started again with the same profile: it closes the recording by itself. */
export const browserKill: Fault = {
  name: 'browser-kill',
  in: { chromium: true, firefox: true },
  times: { quick: 1, long: 50 },
  perRecording: 1,
  pagesLive: false,
  inject: (lab, times) =>
    inRecording(lab, times, async (session, notes) => {
      await killAtWork(lab, session, [1000, 4000])
      await session.restart()
      const { status } = await session.untilClosed()
      if (status !== 'interrupted') notes.problem(`it was closed as ${status}`)
    }),
}
