import type { Fault } from '../fault.ts'
import { inRecording } from '../recording.ts'

/** The page is left in the midst of its work, rests in the back-forward cache, and comes back. */
export const bfcache: Fault = {
  name: 'bfcache',
  in: { chromium: true, firefox: true },
  times: { quick: 2, long: 50 },
  perRecording: 10,
  pagesLive: true,
  inject: (lab, times) =>
    inRecording(lab, times, async (session, notes) => {
      const desk = await session.openDesk('A', { alone: true })
      await desk.start()
      for (let time = 0; time < times; time++) {
        const hands = session.hands(desk)
        await lab.rest(500, 1500)
        await hands.stop()
        const { desks: sources } = await session.acknowledge()
        const leftMs = Date.now()
        await desk.page.click('#away')
        await arrived(desk.page.url)
        await lab.rest(50, 3000)
        await desk.page.goBack()
        const sinceMs = await returned(desk.restoredAtMs, leftMs)
        if (sinceMs === null) {
          notes.problem('the page was not kept in the cache')
          break
        }
        notes.resumed(await session.untilStored({ sinceMs, sources }))
      }
      await desk.stop()
    }),
}

/** The browser has gone where the link leads; drivers wait for events that the cache never fires. */
async function arrived(url: () => string): Promise<void> {
  for (const untilMs = Date.now() + 10_000; !url().includes('/away.html');) {
    if (Date.now() > untilMs) throw new Error('the link led nowhere')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** When the document came back, epoch ms; null when another one came in its place. */
async function returned(restoredAtMs: () => Promise<number>, leftMs: number): Promise<number | null> {
  for (const untilMs = Date.now() + 10_000; Date.now() < untilMs;) {
    // Between two documents there is nothing to ask.
    const atMs = await restoredAtMs().catch(() => 0)
    if (atMs > leftMs) return atMs
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return null
}
