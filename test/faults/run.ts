import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { describeMachine } from '../../bench/machine.ts'
import type { BrowserName, Fault, FaultRun } from './fault.ts'
import { faults } from './faults/registry.ts'
import { createLab } from './lab.ts'
import { sumUp, toTable, type Row } from './table.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: `${Date.now() % 100_000}` },
    runs: { type: 'string' },
    browser: { type: 'string', multiple: true, default: ['chromium', 'firefox'] },
  },
})
const unknown = values.only.filter((name) => !faults.some((fault) => fault.name === name))
if (unknown.length > 0)
  throw new Error(`--only ${unknown.join(', ')}: there is ${faults.map(({ name }) => name).join(', ')}`)
const times = values.runs === undefined ? null : Number(values.runs)
if (times !== null && !(Number.isInteger(times) && times > 0))
  throw new Error(`--runs ${values.runs ?? ''} is not a number of faults`)
const browsers = values.browser.map((name): BrowserName => {
  if (name !== 'chromium' && name !== 'firefox') throw new Error(`--browser ${name}: there is chromium, firefox`)
  if (!existsSync(`dist/${name === 'firefox' ? 'firefox' : 'chrome-testing'}/manifest.json`))
    throw new Error('the extension is not built yet; run `npm run build`')
  return name
})

// Drivers let go of elements by calls that nobody awaits; into a page that was just killed these fail. What a fault is judged by is awaited.
process.on('unhandledRejection', (error) => {
  console.log(`unanswered: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`)
})

const rows: Row[] = []
for (const browser of browsers)
  for (const fault of faults)
    if (values.only.length === 0 || values.only.includes(fault.name)) await tryOut(fault, browser)

const machine = describeMachine('not asked')
const { cpu, cores, ramGb, os, node } = machine
console.log(`\n${cpu}, ${cores} cores, ${ramGb} GB, ${os}; Node ${node}; seed ${values.seed}\n\n${toTable(rows)}\n`)
await mkdir('fault-results', { recursive: true })
const path = join('fault-results', `${new Date().toISOString().replace(/[:.]/g, '-')}.json`)
const result = { at: new Date().toISOString(), machine, seed: values.seed, rows }
await writeFile(path, `${JSON.stringify(result, null, 2)}\n`)
console.log(`also in ${path}`)
const failed = rows.filter(({ failures }) => failures.length > 0)
for (const { fault, browser, failures } of failed) console.log(`FAIL ${fault} in ${browser}: ${failures.join('\n  ')}`)
process.exit(failed.length === 0 ? 0 : 1)

/** Injects a fault as often as it is to be, in recordings of so many, and sums up. */
async function tryOut(fault: Fault, browser: BrowserName): Promise<void> {
  const able = fault.in[browser]
  if (able !== true) {
    console.log(`${fault.name} in ${browser}: not injected, for ${able}`)
    return
  }
  const wanted = times ?? fault.times[values.quick ? 'quick' : 'long']
  if (wanted === 0) return
  const runs: FaultRun[] = []
  for (let done = 0; done < wanted; done += fault.perRecording) {
    const now = Math.min(fault.perRecording, wanted - done)
    const lab = createLab(browser, `${values.seed} ${browser} ${fault.name} ${done}`, (line) => console.log(line))
    const startedAt = Date.now()
    const run = await fault.inject(lab, now).catch((error: unknown): FaultRun => ({
      times: now,
      produced: 0,
      acknowledged: 0,
      missing: [],
      lost: [],
      lostTypingMs: [],
      duplicated: [],
      resumeMs: [],
      problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    }))
    runs.push(run)
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    console.log(
      `${fault.name} in ${browser}: ${done + now}/${wanted}; ${run.produced} produced, ${run.acknowledged} acknowledged, ` +
        `${run.missing.length} missing, ${run.duplicated.length} twice, ${run.lost.length} lost (${seconds} s)`,
    )
    for (const problem of run.problems) console.log(`  ${problem}`)
  }
  rows.push(sumUp(fault.name, browser, runs, fault.pagesLive))
}
