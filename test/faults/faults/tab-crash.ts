import type { Fault } from '../fault.ts'

/** The process of the page that is worked in dies; the page is opened anew. The time to resume is that page's. */
export const tabCrash: Fault = {
  name: 'tab-crash',
  in: { chromium: true, firefox: true },
  times: { quick: 2, long: 50 },
  perRecording: 10,
  pagesLive: false,
  async inject(lab, times) {
    const session = await lab.open()
    try {
      await session.record()
      const resumeMs: number[] = []
      const problems: string[] = []
      let desk = await session.openDesk('A', { calm: true })
      await desk.start()
      for (let time = 0; time < times; time++) {
        const hands = session.hands(desk)
        await lab.rest(1000, 3000)
        const { desks: but } = await session.acknowledge()
        await session.browser.crash(desk.page)
        session.crashed()
        hands.drop()
        desk = await session.openDesk('A', { calm: true })
        const sinceMs = Date.now()
        await desk.start()
        const ms = await session.untilStored({ sinceMs, sources: 1, but })
        if (ms === null) problems.push('nothing was stored any more')
        else resumeMs.push(ms)
      }
      await desk.stop()
      return await session.verdict(await session.finish(), { times, resumeMs, problems })
    } finally {
      await session.close()
    }
  },
}
