import type { TestPage } from '../../test/support/browser-under-test.ts'
import type { BrowserName } from '../../test/faults/fault.ts'
import { createLab, type Session } from '../../test/faults/lab.ts'
import { p50p95 } from '../../test/faults/table.ts'
import { median, type Row } from '../row.ts'
import type { Family } from './family.ts'

/** Deaths in each repetition of each arm. */
const deaths = 20
/** Not counted: the browser has its own ways of getting faster. */
const warmUp = 3

/** W1 and W2: how long recording takes to go on after the background died, against an extension that only stores. */
export const wake: Family = {
  name: 'wake',
  async measure({ reps, say }) {
    const rows: Row[] = []
    for (const [id, browser, name] of [
      ['W1', 'chromium', 'Chromium'],
      ['W2', 'firefox', 'Firefox'],
    ] as const) {
      const walls: { bare: number[]; cairn: number[] }[] = []
      for (let rep = 0; rep < reps; rep++) {
        const early = rep % 2 === 0 ? await resumeBare(browser) : null
        const cairn = await resumeCairn(browser)
        const bare = early ?? (await resumeBare(browser))
        walls.push({ bare, cairn })
        say(`  ${rep + 1}/${reps} ${browser}: bare ${p50p95(bare)}, cairn ${p50p95(cairn)} ms`)
      }
      const all = (arm: 'bare' | 'cairn'): number[] => walls.flatMap((wall) => wall[arm])
      rows.push({
        id,
        what: `${name}, death of the background until something new is stored: Cairn / an extension that only stores`,
        baselines: { bare: median(all('bare')), cairn: median(all('cairn')) },
        unit: 'ms wall',
        ratios: walls.map(({ bare, cairn }) => median(cairn) / median(bare)),
        target: null,
        note: `p50/p95: bare ${p50p95(all('bare'))}, cairn ${p50p95(all('cairn'))} ms`,
      })
    }
    return rows
  },
}

async function resumeCairn(browser: BrowserName): Promise<number[]> {
  const session = await createLab(browser, 'wake', () => undefined).open()
  try {
    await session.record()
    const desk = await session.openDesk('A')
    await desk.start()
    let sources: string[] = []
    while (sources.length === 0) ({ desks: sources } = await session.acknowledge())
    return await dieAgain(session, async (sinceMs) => {
      const ms = await session.untilStored({ sinceMs, sources })
      if (ms === null) throw new Error('nothing was stored any more')
      return sinceMs + ms
    })
  } finally {
    await session.close()
  }
}

async function resumeBare(browser: BrowserName): Promise<number[]> {
  const session = await createLab(browser, 'wake', () => undefined).open({ extension: 'bench/bare' })
  try {
    const reader = await session.browser.openExtensionPage('options.html')
    const desk = await session.openDesk('A')
    await desk.start()
    return await dieAgain(session, (sinceMs) => untilTold(reader, sinceMs))
  } finally {
    await session.close()
  }
}

/** Has the background die again and again; `resume` waits until something that happened since then is stored; epoch ms. */
async function dieAgain({ browser }: Session, resume: (sinceMs: number) => Promise<number>): Promise<number[]> {
  const found: number[] = []
  for (let death = -warmUp; death < deaths; death++) {
    // Never the same distance from the last commit.
    await new Promise((resolve) => setTimeout(resolve, 500 + 37 * (death + warmUp)))
    const dying = await browser.backgroundId()
    const atMs = Date.now()
    await browser.stopBackground()
    // Chromium answers before it is dead, and until then it stores what happens.
    while ((await browser.backgroundId()) === dying);
    const storedAtMs = await resume(Date.now())
    if (death >= 0) found.push(storedAtMs - atMs)
  }
  return found
}

/** When something told since then was stored by the bare extension, epoch ms. */
function untilTold(reader: TestPage, sinceMs: number): Promise<number> {
  return reader.evaluate(async (since) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('bare')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error ?? new Error('not opened'))
    })
    for (;;) {
      const last = await new Promise((resolve, reject) => {
        const request = database.transaction('told').objectStore('told').get('last')
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('not read'))
      })
      if (typeof last === 'number' && last >= since) break
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    database.close()
    return Date.now()
  }, sinceMs)
}
