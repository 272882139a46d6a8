import type { BrowserContext } from 'playwright'
import { cpuOf, openCpuMeter } from '../cpu.ts'
import { median } from '../row.ts'
import type { Family } from './family.ts'

const clicks = 20

/** What one recorded click costs a page of 5,000 nodes: target, observation, entries. rrweb has nothing like it. */
export const action: Family = {
  name: 'action',
  async measure({ arms: openArms, server, reps, say }) {
    const arms = await openArms()
    const url = server.page(5000)
    const costs: { none: number; cairn: number }[] = []
    await arms.recorder.start({ instruction: 'Benchmark' })
    for (let rep = -1; rep < reps; rep++) {
      const none = await clickAround(arms.plain, url)
      const cairn = await clickAround(arms.recorder.context, url)
      if (rep < 0) continue
      costs.push({ none, cairn })
      say(`  ${rep + 1}/${reps} none ${none.toFixed(1)}, cairn ${cairn.toFixed(1)} ms CPU a click`)
    }
    await arms.recorder.stop()
    return [
      {
        id: 'A1',
        what: 'one click on a page of 5,000 nodes, with target and observation: Cairn / none',
        baselines: { none: median(costs.map(({ none }) => none)), cairn: median(costs.map(({ cairn }) => cairn)) },
        unit: 'ms CPU a click',
        ratios: costs.map(({ none, cairn }) => cairn / none),
        target: null,
      },
    ]
  },
}

async function clickAround(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage()
  await page.goto(url)
  const meter = await openCpuMeter(page)
  await page.waitForTimeout(1200)
  const cpuMs = await cpuOf(
    meter,
    async () => {
      for (let i = 0; i < clicks; i++) {
        const box = await page.locator(`#cell-${i}`).boundingBox()
        if (!box) throw new Error('the board is not shown')
        await page.mouse.click(box.x + 5, box.y + 5)
      }
    },
    1500,
  )
  await page.close()
  return cpuMs / clicks
}
