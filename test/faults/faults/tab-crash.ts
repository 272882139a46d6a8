import type { Fault } from '../fault.ts'
import { inRecording } from '../recording.ts'

/** The process of the page that is worked in dies; the page is opened anew. The time to resume is that page's. */
export const tabCrash: Fault = {
  name: 'tab-crash',
  in: { chromium: true, firefox: true },
  times: { quick: 2, long: 50 },
  perRecording: 10,
  pagesLive: false,
  inject: (lab, times) =>
    inRecording(lab, times, async (session, notes) => {
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
        notes.resumed(await session.untilStored({ sinceMs, sources: 1, but }))
      }
      await desk.stop()
    }),
}
