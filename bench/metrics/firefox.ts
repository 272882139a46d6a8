import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'
import { findFirefox, launchFirefox } from '../../test/support/firefox.ts'
import { openPopup } from '../../test/support/popup.ts'
import { bundleScript } from '../bundle.ts'
import type { Workloads } from '../in-page/workloads.ts'
import { median } from '../row.ts'
import type { Family } from './family.ts'

/** P6: Firefox, wall time of the mutation workload, against rrweb where an extension must run it. */
export const firefox: Family = {
  name: 'firefox',
  async measure({ server, reps, say }) {
    const workloads = await bundleScript('workloads')
    const url = server.page(5000)
    const directory = await writeBaseline()
    const plain = await launchPlain()
    const isolated = await launchPlain()
    await isolated.installExtension(directory)
    const cairn = await launchFirefox()
    const popup = await openPopup(cairn)
    await popup.record('Benchmark')
    const walls: { none: number; rrweb: number; cairn: number }[] = []
    try {
      for (let rep = -1; rep < reps; rep++) {
        const wall = {
          none: await mutate(() => openPage(plain, url), workloads),
          rrweb: await mutate(() => openPage(isolated, url), workloads),
          cairn: await mutate(() => cairn.newPage(url), workloads),
        }
        if (rep < 0) continue
        walls.push(wall)
        say(`  ${rep + 1}/${reps} none ${wall.none}, rrweb ${wall.rrweb}, cairn ${wall.cairn} ms`)
      }
      await popup.stop()
    } finally {
      await Promise.all([plain.close(), isolated.close(), cairn.close()])
      await rm(directory, { recursive: true, force: true })
    }
    const middle = (arm: 'none' | 'rrweb' | 'cairn'): number => median(walls.map((wall) => wall[arm]))
    return [
      {
        id: 'P6',
        what: 'Firefox, 10,000 mutations: (Cairn − none) / (rrweb in a content script − none)',
        baselines: { none: middle('none'), rrweb: middle('rrweb'), cairn: middle('cairn') },
        unit: 'ms wall',
        ratios: walls.map(({ none, rrweb, cairn }) => (cairn - none) / (rrweb - none)),
        target: null,
        note: 'Firefox tells no CPU time of a page; what is sent after the last mutation is not in it',
      },
    ]
  },
}

interface OpenPage {
  evaluate: <T, A>(run: (argument: A) => T | Promise<T>, argument: A) => Promise<T>
  close: () => Promise<void>
}

function launchPlain(): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless: true,
    args: ['--width=1280', '--height=900'],
    defaultViewport: null,
  })
}

async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const page = await browser.newPage()
  await page.goto(url)
  return { evaluate: (run, argument) => page.evaluate(run as never, argument as never), close: () => page.close() }
}

/** Wall time of the workload. By the page's own script: mutations look the same from wherever they are made. */
async function mutate(open: () => Promise<OpenPage>, script: string): Promise<number> {
  const page = await open()
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const wallMs = await page.evaluate(async (source) => {
    const element = document.createElement('script')
    element.textContent = source
    document.head.append(element)
    const { workloads } = globalThis as unknown as { workloads: Workloads }
    const startedAt = performance.now()
    await workloads.mutate()
    return Math.round(performance.now() - startedAt)
  }, script)
  await page.close()
  return wallMs
}

/** An extension that does nothing but run rrweb in each page and gather what it says. */
async function writeBaseline(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cairn-bench-rrweb-'))
  const manifest = {
    manifest_version: 2,
    name: 'rrweb in a content script',
    version: '1.0',
    browser_specific_settings: { gecko: { id: 'rrweb@cairn-bench.example' } },
    content_scripts: [{ matches: ['<all_urls>'], js: ['content.js'], run_at: 'document_end' }],
  }
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(join(directory, 'content.js'), `${await bundleScript('rrweb')}\nrecordAlone()`)
  return directory
}
