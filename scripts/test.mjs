// Everything, in the order in which a failure is cheapest to find. Goes on after a failure, and says at the end what
// passed and what failed, counting each check and each test and naming each test that failed.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import process from 'node:process'
import { stripVTControlCharacters } from 'node:util'

const reports = mkdtempSync(join(tmpdir(), 'cairn-reports-'))
/** Where every end-to-end test keeps who did what and who is said to have done it. */
process.env.CAIRN_CONFUSION = join(reports, 'confusion.jsonl')

const minutes = 60_000

/** Programs are called by their path: what stands between (npx) is one more thing that can hang. */
const bin = (name) => join('node_modules', '.bin', name)
const checks = [
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['lint', bin('eslint'), ['.']],
  ['types', bin('tsc'), ['--noEmit']],
  ['build', process.execPath, ['scripts/build.mjs']],
  ['unused code', bin('knip'), []],
]
const suites = ['unit', 'browser', 'e2e-chromium', 'e2e-firefox']

const lines = []
const failures = []
let passed = 0
let failed = 0

for (const [name, command, args] of checks) {
  const ok = (await stage(name, command, args, 5 * minutes)) === 0
  note(name, ok ? 1 : 0, ok ? 0 : 1)
}
for (const suite of suites) {
  const report = join(reports, `${suite}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = await stage(suite, bin('vitest'), ['run', '--project', suite, ...reporters], 15 * minutes)
  note(suite, ...count(report, status))
}
const fixture = ['test', '--config', 'test/playwright/playwright.config.ts']
const played = (await stage('fixture for testers', bin('playwright'), fixture, 5 * minutes)) === 0
note('fixture for testers', played ? 1 : 0, played ? 0 : 1)

const told = (await stage('attribution', bin('tsx'), ['scripts/confusion.ts'], minutes)) === 0
note('attribution', told ? 1 : 0, told ? 0 : 1)

console.log('\n── work tree')
const dirty = isCheckout()
  ? execFileSync('git', ['status', '--porcelain', '--', 'dist', 'trajectories', 'test-results'], { encoding: 'utf8' })
  : ''
note('nothing left behind', dirty === '' ? 1 : 0, dirty === '' ? 0 : 1)

rmSync(reports, { recursive: true, force: true })
const named = failures.length === 0 ? '' : `${failures.join('\n')}\n\n`
console.log(`\n${lines.join('\n')}\n\n${named}${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

/**
 * Runs one stage in a process group of its own and ends it for certain: a browser left behind that still holds the
 * output open, or a stage that hangs, would otherwise hold the whole run. Returns the exit code, null when cut off.
 */
function stage(name, command, args, limitMs) {
  console.log(`\n── ${name}`)
  const startedAt = Date.now()
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env })
  child.stdout.on('data', (chunk) => process.stdout.write(chunk))
  child.stderr.on('data', (chunk) => process.stderr.write(chunk))
  const timer = setTimeout(() => {
    console.log(`\n${name} did not end within ${limitMs / minutes} minutes and was cut off`)
    endGroup(child.pid)
  }, limitMs)
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.log(`${command} could not be started: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code) => {
      clearTimeout(timer)
      // What it printed last may still be in the pipe.
      setTimeout(() => {
        endGroup(child.pid)
        child.stdout.destroy()
        child.stderr.destroy()
        console.log(`(${name}: ${Math.round((Date.now() - startedAt) / 1000)} s)`)
        resolve(code)
      }, 200)
    })
  })
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}

function note(name, good, bad) {
  passed += good
  failed += bad
  lines.push(`${bad === 0 ? 'ok  ' : 'FAIL'}  ${name}: ${good} passed${bad === 0 ? '' : `, ${bad} failed`}`)
}

/** A suite that found no test, or ended without a report, has failed. */
function count(report, status) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    for (const { name, assertionResults, message } of testResults) {
      const file = relative('.', name)
      const bad = assertionResults.filter(({ status: is }) => is === 'failed')
      for (const { fullName, failureMessages } of bad)
        failures.push(`${file}: ${fullName}\n  ${firstLines(failureMessages[0])}`)
      if (bad.length === 0 && message) failures.push(`${file}\n  ${firstLines(message)}`)
    }
    const bad = numFailedTests + (status !== 0 && numFailedTests === 0 ? 1 : 0)
    return numPassedTests + bad === 0 ? [0, 1] : [numPassedTests, bad]
  } catch {
    return [0, 1]
  }
}

/** Enough of a message to know which failure it is, where only the end of a log is kept. */
function firstLines(message = '') {
  return stripVTControlCharacters(message).split('\n').slice(0, 3).join('\n  ').slice(0, 400)
}

function isCheckout() {
  return spawnSync('git', ['rev-parse', '--is-inside-work-tree'], { stdio: 'ignore' }).status === 0
}
