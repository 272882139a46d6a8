import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
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

  it('gives agent authors an emitter of less than 2 kB that a page can load as it is', () => {
    const text = readFileSync('dist/node/agent.js', 'utf8')
    expect(gzipSync(text).byteLength).toBeLessThan(2000)
    expect(text).not.toMatch(/\bimport\b|\brequire\b/)
    // Where there is no page it does nothing, and says nothing of it.
    expect(
      inNode(
        "import { announce } from 'cairn/agent'; const run = announce({ name: 'a' }).run({ prompt: 'x' }); run.toolCall('press').result(); run.finish(); console.log(typeof run.id)",
      ),
    ).toBe('string')
  })

  it('has declarations for all, that need nothing of src/', () => {
    for (const name of ['library', 'playwright', 'agent'])
      expect(readFileSync(`dist/node/${name}.d.ts`, 'utf8')).not.toMatch(/from ['"]#/)
  })

  it('has a command line', () => {
    expect(execFileSync(process.execPath, ['dist/node/cli.js', 'formats'], { encoding: 'utf8' })).toContain('bundle')
  })
})
