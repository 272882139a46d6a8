import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { uploadBundle } from '#protocol/upload.ts'
import { bundleOf } from '../../support/sample-bundle.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'

const folder = mkdtempSync(join(tmpdir(), 'cairn-process-'))
const running = new Set<ChildProcess>()
let bundle: Blob

beforeAll(async () => {
  bundle = await bundleOf(shopTrajectory())
  writeFileSync(join(folder, 'good.zip'), new Uint8Array(await bundle.arrayBuffer()))
})

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Run {
  child: ChildProcess
  out: () => string
  err: () => string
  /** Resolves with the exit code, or the name of the signal that ended it. */
  ended: Promise<number | string | null>
}

/** Starts the real command as a process of its own. */
function cairn(argv: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/entrypoints/cli.ts', ...argv], {
    env: { ...process.env, ...env },
  })
  running.add(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (err += data.toString()))
  const ended = new Promise<number | string | null>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? signal)),
  )
  return { child, out: () => out, err: () => err, ended }
}

async function startCollector(
  argv: string[],
  env: Record<string, string> = {},
): Promise<Run & { url: string; token: string }> {
  const run = cairn(['collect', '--port', '0', ...argv], env)
  await expect.poll(run.out, { timeout: 15_000 }).toMatch(/Ctrl\+C stops the collector/)
  const url = /Address +(\S+)/.exec(run.out())?.[1] ?? ''
  const token = /Token +(.+)/.exec(run.out())?.[1] ?? ''
  return { ...run, url, token }
}

async function upload(url: string, token: string): ReturnType<typeof uploadBundle> {
  const sha256 = createHash('sha256')
    .update(new Uint8Array(await bundle.arrayBuffer()))
    .digest('hex')
  return uploadBundle({ url, token, bundle, sha256 })
}

describe('the cairn process', { timeout: 30_000 }, () => {
  it('exits 0 for a valid bundle, 1 for an invalid one, 2 for nonsense', async () => {
    const codes = await Promise.all(
      [['validate', join(folder, 'good.zip')], ['validate', 'package.json'], ['frobnicate']].map(
        (argv) => cairn(argv).ended,
      ),
    )
    expect(codes).toEqual([0, 1, 2])
  })

  it('writes no colours into a pipe', async () => {
    const run = cairn(['inspect', join(folder, 'good.zip')])
    expect(await run.ended).toBe(0)
    expect(run.out()).toMatch(/◆ agent/)
    expect(run.out()).not.toContain('\u001b')
  })

  it('ends quietly when its reader goes away', async () => {
    const run = cairn(['inspect', '--full', join(folder, 'good.zip')])
    run.child.stdout?.destroy()
    expect([await run.ended, run.err()]).toEqual([0, ''])
  })
})

describe('cairn collect', { timeout: 30_000 }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'takes uploads with the token it printed, and stops cleanly on %s',
    async (signal) => {
      const dir = join(folder, signal)
      const collector = await startCollector(['--dir', dir])
      expect(collector.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(collector.token).toMatch(/^[0-9a-f]{48}$/)
      expect(collector.out()).toMatch(/options page.*\n/)
      expect(await upload(collector.url, collector.token)).toMatchObject({ outcome: 'stored' })
      expect(await upload(collector.url, 'another-token')).toMatchObject({ outcome: 'rejected', code: 'unauthorized' })
      await expect
        .poll(() =>
          collector
            .out()
            .match(/^\S+Z PUT .*$/gm)
            ?.map((line) => line.split(' ')[3]),
        )
        .toEqual(['201', '401'])
      collector.child.kill(signal)
      expect([await collector.ended, collector.err()]).toEqual([0, ''])
      expect(readdirSync(dir)).toHaveLength(2)
    },
  )

  it('uses the token it was given, by option or environment, and does not print it', async () => {
    const byOption = await startCollector(['--dir', join(folder, 'a'), '--token', 'given-by-option'])
    const byEnvironment = await startCollector(['--dir', join(folder, 'b')], { CAIRN_TOKEN: 'given-by-environment' })
    expect(await upload(byOption.url, 'given-by-option')).toMatchObject({ outcome: 'stored' })
    expect(await upload(byEnvironment.url, 'given-by-environment')).toMatchObject({ outcome: 'stored' })
    expect(byOption.out() + byEnvironment.out()).not.toMatch(/given-by/)
  })

  it('keeps to --max-mb', async () => {
    const collector = await startCollector(['--dir', join(folder, 'c'), '--max-mb', '1', '--token', 'long-enough'])
    const large = new Blob([new Uint8Array(1024 * 1024 + 1)])
    const result = await uploadBundle({
      url: collector.url,
      token: 'long-enough',
      bundle: large,
      sha256: '0'.repeat(64),
    })
    expect(result).toMatchObject({ outcome: 'rejected', code: 'too-large' })
  })

  it('says in words why it cannot start', async () => {
    const first = await startCollector(['--dir', join(folder, 'd')])
    const second = cairn(['collect', '--port', first.url.split(':').at(-1) ?? '', '--dir', join(folder, 'e')])
    expect(await second.ended).toBe(1)
    expect(second.err()).toMatch(/^cairn collect: cannot start: .*EADDRINUSE/)
    expect(second.err()).not.toMatch(/\n {4}at /)
  })

  it('warns when others can reach it', async () => {
    const collector = await startCollector(['--dir', join(folder, 'f'), '--host', '0.0.0.0'])
    await expect.poll(collector.err).toMatch(/can be reached by others/)
    expect(existsSync(join(folder, 'f'))).toBe(true)
  })
})
