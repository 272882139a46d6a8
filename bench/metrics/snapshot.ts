import type { Page } from 'playwright'
import { cpuOf, openCpuMeter } from '../cpu.ts'
import { median, type Row } from '../row.ts'
import type { Family } from './family.ts'

/** The snapshot, its writing out, its way to the disk, and the picture that begins a recording. */
const tailMs = 3000

/** What beginning to record costs a page of 20,000 nodes: P4 in CPU, P5 as the longest task. */
export const snapshot: Family = {
  name: 'snapshot',
  async measure({ arms: openArms, server, reps, say }) {
    const arms = await openArms()
    const url = server.page(20_000)
    const costs: { none: number; rrweb: number; cairn: number }[] = []
    const longest: { rrweb: number; cairn: number }[] = []
    for (let rep = -1; rep < reps; rep++) {
      const none = await begin(await arms.plain.newPage(), url, () => Promise.resolve())
      const rrweb = await begin(await arms.plain.newPage(), url, (page) => arms.inject(page, 'rrweb'))
      const cairn = await begin(await arms.recorder.context.newPage(), url, () =>
        arms.recorder.start({ instruction: 'Benchmark' }),
      )
      await arms.recorder.stop()
      if (rep < 0) continue
      costs.push({ none: none.cpuMs, rrweb: rrweb.cpuMs, cairn: cairn.cpuMs })
      longest.push({ rrweb: rrweb.longestMs, cairn: cairn.longestMs })
      say(`  ${rep + 1}/${reps} rrweb ${rrweb.cpuMs.toFixed(0)}, cairn ${cairn.cpuMs.toFixed(0)} ms CPU`)
    }
    const middle = (arm: 'none' | 'rrweb' | 'cairn'): number => median(costs.map((cost) => cost[arm]))
    const rows: Row[] = [
      {
        id: 'P4',
        what: 'first snapshot of 20,000 nodes, stored: (Cairn − none) / (rrweb − none)',
        baselines: { none: middle('none'), rrweb: middle('rrweb'), cairn: middle('cairn') },
        unit: 'ms CPU',
        ratios: costs.map(({ none, rrweb, cairn }) => (cairn - none) / (rrweb - none)),
        target: null,
      },
      {
        id: 'P5',
        what: 'longest task of that: Cairn / rrweb',
        baselines: {
          rrweb: median(longest.map(({ rrweb }) => rrweb)),
          cairn: median(longest.map(({ cairn }) => cairn)),
        },
        unit: 'ms wall',
        ratios: longest.map(({ rrweb, cairn }) => cairn / rrweb),
        target: null,
      },
    ]
    return rows
  },
}

/** Opens the page, lets it come to rest, and measures what beginning to record costs it. Closes it. */
async function begin(
  page: Page,
  url: string,
  start: (page: Page) => Promise<unknown>,
): Promise<{ cpuMs: number; longestMs: number }> {
  await page.goto(url)
  await page.waitForTimeout(500)
  const meter = await openCpuMeter(page)
  await page.evaluate(() => {
    const durations: number[] = []
    Object.assign(window, { durations })
    new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    })
  })
  const cpuMs = await cpuOf(meter, () => start(page), tailMs)
  const longestMs = await page.evaluate(() => Math.max(0, ...(window as unknown as { durations: number[] }).durations))
  await page.close()
  return { cpuMs, longestMs }
}
