import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { launchRecorder, type Recorder } from '#playwright/launch-recorder.ts'
import { flood } from '../../test/support/flood.ts'
import type { Row } from '../row.ts'
import type { Family } from './family.ts'

const lengths = [10_000, 100_000] as const

/** What was measured with a log of one length; times in ms of the wall, memory in MB. */
interface Figures {
  panelMs: number
  stopMs: number
  popupMs: number
  exportMs: number
  /** Most memory of all processes of the browser during the export, beyond what they had before. */
  exportPeakMb: number
  bundleMb: number
  validate: Run
  inspect: Run
  stats: Run
}

interface Run {
  ms: number
  peakMb: number
}

/** What a recording of 33 hours costs: a log of 100,000 entries against one of 10,000. */
export const longLog: Family = {
  name: 'long-log',
  async measure({ say }) {
    const short = await measureOne(lengths[0], say)
    const long = await measureOne(lengths[1], say)
    const row = (id: string, what: string, unit: string, read: (figures: Figures) => number, note?: string): Row => ({
      id,
      what: `${what}: log of 100,000 entries / of 10,000`,
      baselines: { 'of 10,000': read(short), 'of 100,000': read(long) },
      unit,
      ratios: [read(long) / read(short)],
      target: null,
      ...(note === undefined ? {} : { note }),
    })
    const bundles = `bundles of ${short.bundleMb.toFixed(1)} and ${long.bundleMb.toFixed(1)} MB`
    return [
      row('L3', 'from Stop to the question how it went', 'ms wall', ({ stopMs }) => stopMs),
      row('L4', 'from opening the popup to its list', 'ms wall', ({ popupMs }) => popupMs),
      row('L5', 'from opening the panel to its last steps', 'ms wall', ({ panelMs }) => panelMs),
      row('X1', 'export', 'ms wall', ({ exportMs }) => exportMs, bundles),
      row('X2', 'most memory during the export, beyond before', 'MB', ({ exportPeakMb }) => exportPeakMb),
      row('C1', '`cairn validate`', 'ms wall', ({ validate }) => validate.ms),
      row('C2', '`cairn validate`, most memory', 'MB', ({ validate }) => validate.peakMb),
      row('C3', '`cairn inspect`', 'ms wall', ({ inspect }) => inspect.ms),
      row('C4', '`cairn inspect`, most memory', 'MB', ({ inspect }) => inspect.peakMb),
      row('C5', '`cairn stats`', 'ms wall', ({ stats }) => stats.ms),
      row('C6', '`cairn stats`, most memory', 'MB', ({ stats }) => stats.peakMb),
    ]
  },
}

async function measureOne(entries: number, say: (line: string) => void): Promise<Figures> {
  const directory = await mkdtemp(join(tmpdir(), 'cairn-bench-log-'))
  const userDataDir = join(directory, 'profile')
  const recorder = await launchRecorder({ userDataDir })
  try {
    await recorder.start({ instruction: 'A recording of a day and a half' })
    const sender = await openPage(recorder, 'options')
    // What runs this file wraps the names of functions, and the page does not know it.
    await sender.evaluate('globalThis.__name = (named) => named')
    const floodedMs = await timed(() =>
      sender.evaluate(flood, { entries, sourceId: 'flood00000000001', fromMs: Date.now() - 34 * 3_600_000 }),
    )
    await sender.close()
    const panel = await recorder.context.newPage()
    const panelMs = await timed(async () => {
      await panel.goto(pageOf(recorder, 'panel'))
      await panel.locator('[role=option]').first().waitFor()
    })
    await panel.close()
    const stopMs = await timed(() => recorder.stop())
    const popup = await recorder.context.newPage()
    const popupMs = await timed(async () => {
      await popup.goto(pageOf(recorder, 'popup'))
      await popup.locator('li .instruction').first().waitFor()
    })
    await popup.close()
    const path = join(directory, 'long.cairn.zip')
    const before = await memoryMb(userDataDir)
    let peak = before
    const over = new AbortController()
    const watching = (async () => {
      while (!over.signal.aborted) {
        peak = Math.max(peak, await memoryMb(userDataDir))
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    })()
    const exportMs = await timed(() => recorder.export(path))
    over.abort()
    await watching
    const bundleMb = (await stat(path)).size / 1e6
    await recorder.close()
    const validate = await cairn('validate', path)
    const inspect = await cairn('inspect', path)
    const stats = await cairn('stats', path)
    const figures: Figures = {
      panelMs,
      stopMs,
      popupMs,
      exportMs,
      exportPeakMb: peak - before,
      bundleMb,
      validate,
      inspect,
      stats,
    }
    say(`  ${entries} entries stored in ${floodedMs.toFixed(0)} ms: ${JSON.stringify(figures)}`)
    return figures
  } finally {
    await recorder.close().catch(() => undefined)
    await rm(directory, { recursive: true, force: true })
  }
}

const pageOf = ({ extensionId }: Recorder, name: string): string =>
  `chrome-extension://${extensionId}/src/entrypoints/${name}.html`

async function openPage(recorder: Recorder, name: string): Promise<Page> {
  const page = await recorder.context.newPage()
  await page.goto(pageOf(recorder, name))
  return page
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

/** What all processes of the browser with this profile hold, shared pages counted once for each; NaN where /proc is not. */
async function memoryMb(userDataDir: string): Promise<number> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const processes = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
      return { pid: Number(pid), parent: field('PPid'), kb: field('RssAnon'), isRoot: command.includes(userDataDir) }
    }),
  )
  const mine = new Set(processes.filter(({ isRoot }) => isRoot).map(({ pid }) => pid))
  for (let size = -1; size !== mine.size;) {
    size = mine.size
    for (const { pid, parent } of processes) if (mine.has(parent)) mine.add(pid)
  }
  return mine.size === 0
    ? NaN
    : processes.filter(({ pid }) => mine.has(pid)).reduce((sum, { kb }) => sum + kb, 0) / 1000
}

/** Runs one command of the built CLI on a bundle. */
function cairn(command: string, path: string): Promise<Run> {
  const told = `process.on('exit', () => console.error('peak ' + process.resourceUsage().maxRSS))`
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(told)}`, 'dist/node/cli.js', command, path],
      { maxBuffer: 1e9 },
      (error, _out, err) => {
        const peak = /^peak (\d+)/m.exec(err)?.[1]
        if (peak === undefined) return reject(error ?? new Error(`cairn ${command} did not end well: ${err}`))
        resolve({ ms: performance.now() - startedAt, peakMb: Number(peak) / 1000 })
      },
    )
  })
}
