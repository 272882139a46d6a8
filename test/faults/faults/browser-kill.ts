import type { Fault } from '../fault.ts'

/** The browser gets SIGKILL and is started again with the same profile: it closes the recording by itself. */
export const browserKill: Fault = {
  name: 'browser-kill',
  in: { chromium: true, firefox: true },
  times: { quick: 1, long: 50 },
  perRecording: 1,
  pagesLive: false,
  async inject(lab) {
    const session = await lab.open()
    try {
      await session.record()
      const desk = await session.openDesk('A', { calm: true })
      await desk.start()
      const hands = session.hands(desk)
      const problems: string[] = []
      await lab.rest(1000, 4000)
      await session.acknowledge()
      await session.browser.kill()
      session.crashed()
      hands.drop()
      await session.restart()
      const { status } = await session.untilClosed()
      if (status !== 'interrupted') problems.push(`it was closed as ${status}`)
      return await session.verdict(await session.finish(), { times: 1, resumeMs: [], problems })
    } finally {
      await session.close()
    }
  },
}
