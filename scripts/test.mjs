// Everything, in the order in which a failure is cheapest to find. Goes on after a failure, and says at the end what
// passed and what failed, counting each check and each test.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

const reports = mkdtempSync(join(tmpdir(), 'cairn-reports-'))

const checks = [
  ['format', 'npx', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['lint', 'npx', ['eslint', '.']],
  ['types', 'npx', ['tsc', '--noEmit']],
  ['build', 'node', ['scripts/build.mjs']],
  ['unused code', 'npx', ['knip']],
]
const suites = ['unit', 'browser', 'e2e-chromium', 'e2e-firefox']

const lines = []
let passed = 0
let failed = 0

for (const [name, command, args] of checks) {
  console.log(`\n── ${name}`)
  const ok = spawnSync(command, args, { stdio: 'inherit' }).status === 0
  note(name, ok ? 1 : 0, ok ? 0 : 1)
}
for (const suite of suites) {
  console.log(`\n── ${suite}`)
  const report = join(reports, `${suite}.json`)
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', '--project', suite, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    { stdio: 'inherit' },
  )
  note(suite, ...count(report, status))
}
console.log('\n── fixture for testers')
const fixture = spawnSync('npx', ['playwright', 'test', '--config', 'test/playwright/playwright.config.ts'], {
  stdio: 'inherit',
})
note('fixture for testers', fixture.status === 0 ? 1 : 0, fixture.status === 0 ? 0 : 1)

console.log('\n── work tree')
const dirty = isCheckout()
  ? execFileSync('git', ['status', '--porcelain', '--', 'dist', 'trajectories', 'test-results'], { encoding: 'utf8' })
  : ''
note('nothing left behind', dirty === '' ? 1 : 0, dirty === '' ? 0 : 1)

rmSync(reports, { recursive: true, force: true })
console.log(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

function note(name, good, bad) {
  passed += good
  failed += bad
  lines.push(`${bad === 0 ? 'ok  ' : 'FAIL'}  ${name}: ${good} passed${bad === 0 ? '' : `, ${bad} failed`}`)
}

/** A suite that found no test, or ended without a report, has failed. */
function count(report, status) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
    const bad = numFailedTests + (status !== 0 && numFailedTests === 0 ? 1 : 0)
    return numPassedTests + bad === 0 ? [0, 1] : [numPassedTests, bad]
  } catch {
    return [0, 1]
  }
}

function isCheckout() {
  return spawnSync('git', ['rev-parse', '--is-inside-work-tree'], { stdio: 'ignore' }).status === 0
}
