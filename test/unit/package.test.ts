import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const built = existsSync('dist/node/library.js')
if (!built) console.log('skipped: dist/ is absent, run `npm run build`')

/** Runs a line of code as a program that has installed the package would. */
const inNode = (code: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).trim()

describe.skipIf(!built)('the built package', () => {
  it('gives its library under its own name', () => {
    expect(
      inNode(
        "import { openBundle, validateBundle, exporters, deriveSteps } from 'cairn'; console.log(typeof openBundle, typeof validateBundle, exporters.map((e) => e.id), typeof deriveSteps)",
      ),
    ).toBe("function function [ 'bundle' ] function")
  })

  it('gives testers their recorder and fixture', () => {
    expect(
      inNode(
        "import { launchRecorder, test, expect } from 'cairn/playwright'; console.log(typeof launchRecorder, typeof test, typeof expect)",
      ),
    ).toBe('function function function')
  })

  it('has declarations for both, that need nothing of src/', () => {
    for (const name of ['library', 'playwright'])
      expect(readFileSync(`dist/node/${name}.d.ts`, 'utf8')).not.toMatch(/from ['"]#/)
  })

  it('has a command line', () => {
    expect(execFileSync(process.execPath, ['dist/node/cli.js', 'formats'], { encoding: 'utf8' })).toContain('bundle')
  })
})
