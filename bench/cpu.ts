import type { CDPSession, Page } from 'playwright'

/** Main-thread CPU time of a page, in milliseconds since it began: time on the thread, not on the wall. */
export interface CpuMeter {
  taskMs: () => Promise<number>
  collectGarbage: () => Promise<void>
  session: CDPSession
}

export async function openCpuMeter(page: Page): Promise<CpuMeter> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return {
    session,
    async taskMs() {
      const { metrics } = await session.send('Performance.getMetrics')
      const found = metrics.find(({ name }) => name === 'TaskDuration')
      if (!found) throw new Error('this browser does not tell TaskDuration')
      return found.value * 1000
    },
    async collectGarbage() {
      await session.send('HeapProfiler.collectGarbage')
    },
  }
}

/** What `run` and everything that follows from it within `tailMs` costs the page's main thread, in ms of CPU. */
export async function cpuOf(meter: CpuMeter, run: () => Promise<unknown>, tailMs: number): Promise<number> {
  await meter.collectGarbage()
  const before = await meter.taskMs()
  await run()
  await new Promise((resolve) => setTimeout(resolve, tailMs))
  return (await meter.taskMs()) - before
}
