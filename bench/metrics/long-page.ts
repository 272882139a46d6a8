import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import puppeteer, { TargetType, type CDPSession } from 'puppeteer-core'
import { findChromium } from '#chromium/find-chromium.ts'
import { quietSwitches } from '#chromium/quiet-switches.ts'
import type { Family } from './family.ts'

const lengths = [10_000, 100_000] as const
/** So many clicks at once, each an observation, an action and changes of the DOM; then they are waited for. */
const clicksAtOnce = 500

/** What one page and the background hold after 100,000 entries that this very page made, against 10,000. */
export const longPage: Family = {
  name: 'long-page',
  async measure({ server, say }) {
    const profile = await mkdtemp(join(tmpdir(), 'cairn-bench-page-'))
    const extension = resolve('dist/chrome-testing')
    const browser = await puppeteer.launch({
      browser: 'chrome',
      executablePath: findChromium(),
      headless: true,
      userDataDir: profile,
      protocolTimeout: 600_000,
      ignoreDefaultArgs: ['--disable-extensions'],
      enableExtensions: true,
      args: [...quietSwitches, `--load-extension=${extension}`, `--disable-extensions-except=${extension}`],
    })
    try {
      // Attached to it all the time: it never dies, and what it keeps adds up.
      const target = await browser.waitForTarget((candidate) => candidate.type() === TargetType.SERVICE_WORKER)
      const worker = await target.createCDPSession()
      const page = await browser.newPage()
      await page.goto(server.app(600, 'long'))
      await ask(worker, 'recording.start', {
        instruction: 'A long day in one page',
        source: 'script',
        startUrl: null,
        tags: [],
        driver: null,
      })
      const inPage = await page.createCDPSession()
      const heaps: { entries: number; pageMb: number; workerMb: number }[] = []
      for (let stored = 0; heaps.length < lengths.length;) {
        await page.evaluate((clicks) => {
          const cells = document.querySelectorAll<HTMLElement>('[id^=cell-]')
          for (let i = 0; i < clicks; i++) cells[i % cells.length]?.click()
        }, clicksAtOnce)
        stored = await untilStored(worker)
        const next = lengths[heaps.length]
        if (next === undefined || stored < next) continue
        heaps.push({ entries: stored, pageMb: await heapOf(inPage), workerMb: await heapOf(worker) })
        say(`  ${JSON.stringify(heaps.at(-1))}`)
      }
      const [early, late] = heaps
      if (!early || !late) throw new Error('the page was too short')
      return (['pageMb', 'workerMb'] as const).map((of, i) => ({
        id: `L${6 + i}`,
        what: `memory of ${of === 'pageMb' ? 'one page' : 'the background'} after ${late.entries} entries of that page / after ${early.entries}`,
        baselines: { early: early[of], late: late[of] },
        unit: 'MB of heap after collection',
        ratios: [late[of] / early[of]],
        target: '1.0',
      }))
    } finally {
      await browser.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  },
}

async function ask(worker: CDPSession, name: string, request: object): Promise<unknown> {
  const { result, exceptionDetails } = await worker.send('Runtime.evaluate', {
    expression: `globalThis.cairn.ask(${JSON.stringify({ cairn: name, request })})`,
    awaitPromise: true,
    returnByValue: true,
  })
  const reply = result.value as { ok: true; value: unknown } | { ok: false; error: string } | undefined
  if (!reply?.ok) throw new Error(`${name}: ${reply?.error ?? exceptionDetails?.text ?? 'no answer'}`)
  return reply.value
}

/** Waits until nothing more is stored; resolves with how much is. */
async function untilStored(worker: CDPSession): Promise<number> {
  for (let before = -1; ;) {
    const { result } = await worker.send('Runtime.evaluate', { expression: countEntries, awaitPromise: true })
    const entries = result.value as number
    if (entries === before) return entries
    before = entries
    await new Promise((resolve) => setTimeout(resolve, 700))
  }
}

/** A text: what runs this file wraps the names of functions. */
const countEntries = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('cairn')
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const counting = opening.result.transaction('entries').objectStore('entries').count()
    counting.onerror = () => reject(counting.error)
    counting.onsuccess = () => {
      opening.result.close()
      resolve(counting.result)
    }
  }
})`

/** JS heap after a collection, MB; of a page all its worlds together. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6
}
