import type { Page } from 'playwright'
import { bundleScript } from '../bundle.ts'
import { cpuOf, openCpuMeter } from '../cpu.ts'
import type { StorageBench } from '../in-page/storage.ts'
import { median, type Row } from '../row.ts'
import type { Family } from './family.ts'

const events = 20_000
const messages = 2000

/** What storing costs: D1 and D2 in durable events a second, D3 in the sender's main-thread CPU. */
export const storage: Family = {
  name: 'storage',
  async measure({ arms: openArms, reps, say }) {
    const { recorder } = await openArms()
    await recorder.start({ instruction: 'Benchmark' })
    const page = await recorder.context.newPage()
    await page.goto(`chrome-extension://${recorder.extensionId}/src/entrypoints/options.html`)
    await page.evaluate(await bundleScript('storage'))
    const meter = await openCpuMeter(page)
    await call(page, 'prepare', events)
    const rates: { arrays: number; puts: number; cairn: number }[] = []
    const transport: { messages: number; cairn: number }[] = []
    for (let rep = -1; rep < reps; rep++) {
      const arrays = events / ((await call(page, 'arrays', events)) / 1000)
      const puts = events / ((await call(page, 'puts', events)) / 1000)
      let cairn = 0
      const cairnMs = await cpuOf(
        meter,
        async () => {
          cairn = events / ((await call(page, 'cairn', events)) / 1000)
        },
        300,
      )
      const messagesMs = await cpuOf(meter, () => call(page, 'messages', messages), 300)
      if (rep < 0) continue
      rates.push({ arrays, puts, cairn })
      transport.push({ messages: (messagesMs / messages) * 1000, cairn: (cairnMs / events) * 1000 })
      say(`  ${rep + 1}/${reps} ${[arrays, puts, cairn].map((rate) => rate.toFixed(0)).join(', ')} events/s`)
    }
    await page.close()
    await recorder.stop()
    const rate = (of: 'arrays' | 'puts' | 'cairn'): number => median(rates.map((row) => row[of]))
    const rows: Row[] = [
      {
        id: 'D1',
        what: 'durable events a second, end to end / one array of 100 a transaction',
        baselines: { arrays: rate('arrays'), cairn: rate('cairn') },
        unit: 'events/s',
        ratios: rates.map(({ arrays, cairn }) => cairn / arrays),
        target: null,
        note: 'baseline relaxed, Cairn strict and deflated',
      },
      {
        id: 'D2',
        what: 'the same / 100 puts a transaction',
        baselines: { puts: rate('puts'), cairn: rate('cairn') },
        unit: 'events/s',
        ratios: rates.map(({ puts, cairn }) => cairn / puts),
        target: null,
      },
      {
        id: 'D3',
        what: 'CPU an event for transport / one message an event',
        baselines: {
          messages: median(transport.map((row) => row.messages)),
          cairn: median(transport.map((row) => row.cairn)),
        },
        unit: 'µs CPU an event',
        ratios: transport.map((row) => row.cairn / row.messages),
        target: null,
        note: 'in a page of the extension, which sends as a content script does; JSON included in both',
      },
    ]
    return rows
  },
}

function call<N extends keyof StorageBench>(
  page: Page,
  name: N,
  count: number,
): Promise<Awaited<ReturnType<StorageBench[N]>>> {
  return page.evaluate(
    ({ name, count }) => (globalThis as unknown as { storageBench: StorageBench }).storageBench[name](count) as never,
    { name, count },
  )
}
