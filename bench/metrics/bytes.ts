import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { BlobReader, ZipReader } from '@zip.js/zip.js'
import type { Arms } from '../arms.ts'
import { median, type Row } from '../row.ts'
import type { Server } from '../server.ts'
import { runSession, steps } from '../session.ts'
import type { Family } from './family.ts'

interface Sizes {
  rrweb: number
  traceWithout: number
  traceWith: number
  bundle: number
  pixels: number
  dom: number
}

/** What a session of 30 steps on a page of 3,000 nodes weighs: B1 to B3. */
export const bytes: Family = {
  name: 'bytes',
  async measure({ arms: openArms, server, reps, say }) {
    const arms = await openArms()
    const sizes: Sizes[] = []
    // The same session weighs nearly the same each time.
    const rounds = Math.min(reps, 2)
    for (let round = 0; round < rounds; round++) {
      sizes.push(await weigh(arms, server))
      say(`  ${round + 1}/${rounds} ${JSON.stringify(sizes.at(-1))}`)
    }
    const perStep = (of: keyof Sizes): number => median(sizes.map((size) => size[of])) / 1000 / steps
    const rows: Row[] = [
      {
        id: 'B1',
        what: 'bundle without pixels / rrweb events in one gzip',
        baselines: { rrweb: perStep('rrweb'), bundle: perStep('bundle'), 'its DOM stream': perStep('dom') },
        unit: 'kB a step',
        ratios: sizes.map(({ bundle, rrweb }) => bundle / rrweb),
        target: null,
        note: 'the rest of the bundle is actions, targets and observations, which rrweb has not',
      },
      {
        id: 'B2',
        what: 'bundle without pixels / Playwright trace with snapshots',
        baselines: { trace: perStep('traceWithout'), bundle: perStep('bundle') },
        unit: 'kB a step',
        ratios: sizes.map(({ bundle, traceWithout }) => bundle / traceWithout),
        target: null,
      },
      {
        id: 'B3',
        what: 'whole bundle / Playwright trace with snapshots and screenshots',
        baselines: {
          trace: perStep('traceWith'),
          bundle: median(sizes.map((s) => s.bundle + s.pixels)) / 1000 / steps,
        },
        unit: 'kB a step',
        ratios: sizes.map(({ bundle, pixels, traceWith }) => (bundle + pixels) / traceWith),
        target: null,
      },
    ]
    return rows
  },
}

async function weigh(arms: Arms, server: Server): Promise<Sizes> {
  const directory = await mkdtemp(join(tmpdir(), 'cairn-bench-bytes-'))
  try {
    const url = server.app(3000, 'session')
    const rrwebPage = await arms.plain.newPage()
    await rrwebPage.goto(url)
    await arms.inject(rrwebPage, 'rrweb')
    await runSession(rrwebPage)
    const lines = await rrwebPage.evaluate(() =>
      (globalThis as unknown as { recorded: () => unknown[] }).recorded().map((event) => JSON.stringify(event)),
    )
    await rrwebPage.close()

    const traceSize = async (screenshots: boolean): Promise<number> => {
      await arms.plain.tracing.start({ snapshots: true, screenshots })
      const page = await arms.plain.newPage()
      await page.goto(url)
      await runSession(page)
      const path = join(directory, `trace-${screenshots}.zip`)
      await arms.plain.tracing.stop({ path })
      await page.close()
      return (await stat(path)).size
    }
    const traceWithout = await traceSize(false)
    const traceWith = await traceSize(true)

    const page = await arms.recorder.context.newPage()
    await page.goto(url)
    await arms.recorder.start({ instruction: 'Benchmark' })
    await runSession(page)
    await arms.recorder.stop()
    await page.close()
    const path = join(directory, 'session.cairn.zip')
    await arms.recorder.export(path)
    const { total, pixels, dom } = await partsOf(path)
    return {
      rrweb: gzipSync(lines.join('\n')).byteLength,
      traceWithout,
      traceWith,
      bundle: total - pixels,
      pixels,
      dom,
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Bytes of a bundle as it lies on disk: all of it, its pictures, its DOM streams. */
async function partsOf(path: string): Promise<{ total: number; pixels: number; dom: number }> {
  const reader = new ZipReader(new BlobReader(await openAsBlob(path)))
  const entries = await reader.getEntries()
  await reader.close()
  const sum = (folder: string): number =>
    entries.reduce((total, entry) => total + (entry.filename.startsWith(folder) ? entry.compressedSize : 0), 0)
  return { total: (await stat(path)).size, pixels: sum('screenshots/'), dom: sum('dom/') }
}
