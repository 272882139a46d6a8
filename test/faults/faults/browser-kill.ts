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
      const desk = await session.openDesk('A', { calm: true })
      await desk.start()
      const hands = session.hands(desk)
      await lab.rest(1000, 4000)
      await session.acknowledge()
      await session.browser.kill()
      session.crashed()
      hands.drop()
      await session.restart()
      const { status } = await session.untilClosed()
      if (status !== 'interrupted') notes.problem(`it was closed as ${status}`)
    }),
}
