import type { Fault } from '../fault.ts'
import { documentSources } from '../lab.ts'

/** The background is stopped at random moments while two pages are at work and somebody types. */
export const workerStop: Fault = {
  name: 'worker-stop',
  in: { chromium: true, firefox: true },
  times: { quick: 10, long: 1000 },
  perRecording: 50,
  pagesLive: true,
  async inject(lab, times) {
    const session = await lab.open()
    try {
      await session.record()
      const desks = [await session.openDesk('A'), await session.openDesk('B')]
      for (const desk of desks) await desk.start()
      const hands = session.hands(desks[0] ?? raise('no desk'))
      const resumeMs: number[] = []
      const problems: string[] = []
      await lab.rest(1000, 1500)
      for (let time = 0; time < times; time++) {
        await lab.rest(20, 600)
        const sources = documentSources(await session.acknowledge())
        const atMs = Date.now()
        await session.browser.stopBackground()
        // Now and then it dies again while it wakes up.
        if (time + 1 < times && lab.random.chance(0.2)) continue
        const ms = await session.untilStored({ sinceMs: atMs, sources })
        if (ms === null) problems.push('nothing was stored any more')
        else resumeMs.push(ms)
      }
      await hands.stop()
      for (const desk of desks) await desk.stop()
      return await session.verdict(await session.finish(), { times, resumeMs, problems })
    } finally {
      await session.close()
    }
  },
}

function raise(what: string): never {
  throw new Error(what)
}
