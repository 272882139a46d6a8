import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleExporter } from '#exporters/bundle.ts'
import { exporterById, exporters } from '#exporters/registry.ts'
import { openBundle, type Bundle } from '#trajectory/bundle/reader.ts'
import { validateBundle } from '#trajectory/bundle/validate.ts'
import { deriveSteps } from '#trajectory/step.ts'
import { bundleOf, sourceOf } from '../../support/sample-bundle.ts'
import { frameSourceId, shopSourceId } from '../../support/sample-log.ts'
import { shopTrajectory, unfinishedTrajectory, type SampleTrajectory } from '../../support/sample-trajectory.ts'

const folder = mkdtempSync(join(tmpdir(), 'cairn-bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

async function expectRoundTrip(sample: SampleTrajectory, bundle: Bundle): Promise<void> {
  expect(await bundle.header()).toEqual(sample.header)
  const log = []
  for await (const entry of bundle.log()) log.push(entry)
  expect(log).toEqual(sample.log)
  expect(await bundle.steps()).toEqual(await deriveSteps(sample.log))
  expect(await bundle.domSourceIds()).toEqual([...sample.dom.keys()])
  for (const [sourceId, lines] of sample.dom) {
    expect((await bytesOf(bundle.domBytes(sourceId))).toString()).toBe(lines.map((line) => `${line}\n`).join(''))
  }
  const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
  const screenshots: [string, string][] = []
  for await (const { path, bytes } of bundle.screenshots()) screenshots.push([path, hexOf(await bytesOf(bytes))])
  expect(screenshots).toEqual([...sample.screenshots].map(([path, bytes]) => [path, hexOf(bytes)]))
}

describe('a bundle', () => {
  it.each(['plain', 'deflated'] as const)('gives back what went in, DOM %s', async (dom) => {
    const sample = shopTrajectory()
    const bundle = await openBundle(await bundleOf(sample, { dom }))
    await expectRoundTrip(sample, bundle)
    await bundle.close()
  })

  it('gives back an unfinished recording', async () => {
    const sample = unfinishedTrajectory()
    await expectRoundTrip(sample, await openBundle(await bundleOf(sample)))
  })

  it('exports to the same bytes however often it is read and written', async () => {
    const rewrite = async (bundle: Blob): Promise<Blob> =>
      await new Response(bundleExporter.write(await openBundle(bundle))).blob()
    // The schema orders the keys on the first reading; from then on nothing changes.
    const once = await rewrite(await bundleOf(shopTrajectory()))
    const twice = await rewrite(once)
    expect(Buffer.from(await twice.arrayBuffer()).equals(Buffer.from(await once.arrayBuffer()))).toBe(true)
  })

  it('is the same bytes at another time and in another time zone', () => {
    const script = join(import.meta.dirname, 'hash-sample.ts')
    const hashIn = (timeZone: string): string =>
      execFileSync(process.execPath, ['--import', 'tsx', script], {
        encoding: 'utf8',
        env: { ...process.env, TZ: timeZone },
      })
    const hashes = ['UTC', 'Asia/Kathmandu', 'America/St_Johns'].map(hashIn)
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(hashes).size).toBe(1)
  }, 30_000)

  it('has derived parts of the header from the log, whatever was stored', async () => {
    const sample = shopTrajectory()
    const stale = {
      ...sample,
      header: { ...sample.header, counts: { entries: {}, actions: {} }, agents: [], policies: [], outcome: null },
    }
    const bundle = await openBundle(await bundleOf(stale))
    expect(await bundle.header()).toEqual(sample.header)
  })

  it('has a data card with the task as quoted text, the judge, redactions and gaps', async () => {
    const sample = shopTrajectory()
    sample.header.task.instruction = 'Line one\n## Not a heading'
    const card = (await bytesOf((await openBundle(await bundleOf(sample))).read('README.md'))).toString()
    expect(card).toContain('"Line one\\n## Not a heading"')
    expect(card).toContain('Outcome: success (said by: human)')
    expect(card).toContain('- email: 1')
    expect(card).toContain('- screenshot-failed: 1')
    expect(card).toContain('glm-5-air-2026-09 (2 inferences)')
    expect(card).toContain('Licence: CC-BY-4.0')
  })

  it('lists SHA-256 and size of every file but the manifest', async () => {
    const bundle = await openBundle(await bundleOf(shopTrajectory()))
    const { files, trajectoryId } = await bundle.manifest()
    expect(trajectoryId).toBe('shop0trajectory1')
    expect(Object.keys(files).sort()).toEqual(bundle.paths.filter((path) => path !== 'manifest.json').sort())
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([`dom/${shopSourceId}.jsonl`, `dom/${frameSourceId}.jsonl`, 'screenshots/a1b2c3.png']),
    )
  })

  it('holds a source that takes several chunks', async () => {
    const sample = unfinishedTrajectory()
    const entry = sample.log[0]
    if (entry?.kind !== 'action' || !entry.target) throw new Error('the sample has changed')
    const text = 'ü'.repeat(300_000)
    sample.log[0] = { ...entry, target: { ...entry.target, text } }
    sample.screenshots.set(
      'screenshots/large.png',
      new Uint8Array(2_000_000).map((_, i) => (i * i) % 251),
    )
    const blob = await bundleOf(sample)
    expect(await validateBundle(blob)).toEqual([])
    await expectRoundTrip(sample, await openBundle(blob))
  })
})

describe('other tools read a bundle', () => {
  it.each(['plain', 'deflated'] as const)('DOM %s', async (dom) => {
    const path = join(folder, `${dom}.cairn.zip`)
    writeFileSync(path, new Uint8Array(await (await bundleOf(shopTrajectory(), { dom })).arrayBuffer()))
    const unzip = spawnSync('unzip', ['-t', path], { encoding: 'utf8' })
    if (unzip.error) console.warn('skipped: unzip is not installed')
    else expect(unzip.stdout).toMatch(/No errors detected/)
    const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))'
    const python = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' })
    if (python.error) console.warn('skipped: python3 is not installed')
    else expect(python.stdout.trim()).toBe('None 10')
  })
})

describe('writing a bundle fails as a whole', () => {
  it.each(['log', 'domBytes', 'domDeflated', 'screenshots'] as const)(
    'when the source fails in its %s',
    async (part) => {
      const source = sourceOf(shopTrajectory(), { dom: part === 'domDeflated' ? 'deflated' : 'plain' })
      async function* broken(): AsyncGenerator<never> {
        await Promise.resolve()
        throw new Error('the store is gone')
      }
      const read = new Response(bundleExporter.write({ ...source, [part]: broken })).arrayBuffer()
      await expect(read).rejects.toThrow('the store is gone')
    },
  )

  it('when the DOM stream was compressed from other bytes than it says', async () => {
    const source = sourceOf(shopTrajectory(), { dom: 'deflated' })
    async function* other(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new TextEncoder().encode('{}\n'))
    }
    const blob = await new Response(bundleExporter.write({ ...source, domBytes: other })).blob()
    expect((await validateBundle(blob)).map((problem) => problem.code)).toContain('unreadable-file')
  })

  it('and stops reading the source when nobody wants the rest', async () => {
    const source = sourceOf(shopTrajectory())
    let closed = false
    async function* endless(): AsyncGenerator<{ path: string; bytes: AsyncIterable<Uint8Array> }> {
      try {
        for (let i = 0; ; i++) {
          const bytes = (async function* () {
            yield await Promise.resolve(new Uint8Array(1_000_000))
          })()
          yield await Promise.resolve({ path: `screenshots/${i}.png`, bytes })
        }
      } finally {
        closed = true
      }
    }
    const reader = bundleExporter.write({ ...source, screenshots: endless }).getReader()
    for (let bytes = 0; bytes < 3_000_000;) bytes += (await reader.read()).value?.byteLength ?? 0
    expect(closed).toBe(false)
    await reader.cancel()
    await expect.poll(() => closed, { timeout: 4000 }).toBe(true)
  })
})

describe('the registry of formats', () => {
  it('finds each format by its id and names them all when there is no such', () => {
    for (const exporter of exporters) expect(exporterById(exporter.id)).toBe(exporter)
    expect(() => exporterById('har')).toThrow(/unknown format "har"; there is bundle/)
  })

  it('has ids and endings that are fit for a command line and a file name', () => {
    expect(new Set(exporters.map((exporter) => exporter.id)).size).toBe(exporters.length)
    for (const exporter of exporters)
      expect([exporter.id, exporter.extension]).toEqual([
        expect.stringMatching(/^[a-z0-9-]+$/),
        expect.stringMatching(/^[a-z0-9.]+$/),
      ])
  })

  it('loses nothing in a bundle', async () => {
    expect(await bundleExporter.losses(sourceOf(shopTrajectory()))).toEqual([])
  })
})
