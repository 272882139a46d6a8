import type { Fault } from '../fault.ts'

/** Nothing happens until the browser ends the background for being idle; then work goes on. */
export const idleDeath: Fault = {
  name: 'idle-death',
  in: { chromium: true, firefox: true },
  times: { quick: 0, long: 5 },
  perRecording: 5,
  pagesLive: true,
  async inject(lab, times) {
    const session = await lab.open({ preferences: { 'extensions.background.idle.timeout': 2000 } })
    try {
      await session.record()
      const desk = await session.openDesk('A')
      const resumeMs: number[] = []
      const problems: string[] = []
      for (let time = 0; time < times; time++) {
        await desk.start()
        await lab.rest(500, 1500)
        await desk.stop()
        await lab.rest(500, 600)
        const { desks: sources } = await session.acknowledge()
        const before = await session.browser.backgroundId()
        if (!(await changes(session.browser.backgroundId, before))) problems.push('the background did not die')
        const sinceMs = Date.now()
        await desk.start()
        const ms = await session.untilStored({ sinceMs, sources })
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

/** Chromium ends a worker after half a minute. */
async function changes(ask: () => Promise<string>, before: string): Promise<boolean> {
  for (const untilMs = Date.now() + 90_000; Date.now() < untilMs;) {
    if ((await ask()) !== before) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}
