import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { validateBundle } from '#trajectory/bundle/validate.ts'
import { openZip } from '#trajectory/bundle/zip.ts'
import { bundleOf } from '../../../support/sample-bundle.ts'
import { shopSourceId } from '../../../support/sample-log.ts'
import { shopTrajectory, unfinishedTrajectory } from '../../../support/sample-trajectory.ts'
import { pack, repack, type Files } from './repack.ts'

let bundle: Blob
let bytes: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  bundle = await bundleOf(shopTrajectory())
  bytes = new Uint8Array(await bundle.arrayBuffer())
})

describe('validateBundle names what is wrong with the zip', () => {
  it.each([
    ['text', new Blob(['this is not a zip'])],
    ['nothing', new Blob([])],
    ['zeros', new Blob([new Uint8Array(5000)])],
  ])('not a zip: %s', async (_, blob) => {
    expect(await validateBundle(blob)).toEqual([
      { code: 'not-a-bundle', file: '', message: expect.stringMatching(/not a readable zip/) as string },
    ])
  })

  it('truncated anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        expect(await validateBundle(new Blob([bytes.slice(0, length)]))).not.toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('one flipped bit anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), async (bit) => {
        const damaged = bytes.slice()
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(await validateBundle(new Blob([damaged]))).not.toEqual([])
      }),
      { numRuns: 300 },
    )
  }, 30_000)

  it('a flipped bit in a byte that no zip checksum covers', async () => {
    const damaged = bytes.slice()
    damaged[10] = (damaged[10] ?? 0) ^ 1 // The time of the first file.
    expect(await validateBundle(new Blob([damaged]))).toEqual([
      { code: 'broken-seal', file: '', message: expect.stringMatching(/SHA-256/) as string },
    ])
  })

  it('bytes after its end', async () => {
    const codes = (await validateBundle(new Blob([bytes, 'more']))).map((problem) => problem.code)
    expect(codes).toEqual(['broken-seal', 'ambiguous-zip'])
  })

  it('bytes before its beginning', async () => {
    const problems = await validateBundle(new Blob(['#!/bin/sh\n', await repack(bundle, () => undefined)]))
    expect(problems).toEqual([
      { code: 'ambiguous-zip', file: '', message: expect.stringMatching(/prepended data/) as string },
    ])
  })

  it('a path that stands there twice', async () => {
    const files: Files = new Map()
    await repack(bundle, (unpacked) => unpacked.forEach((content, path) => files.set(path, content)))
    const problems = await validateBundle(await pack([...files, ['log.jsonl', new TextEncoder().encode('{}\n')]]))
    expect(problems).toContainEqual({
      code: 'duplicate-file',
      file: 'log.jsonl',
      message: 'stands in the zip more than once',
    })
  })

  it('more unpacked bytes than the reader allows', async () => {
    const problems = await validateBundle(bundle, { maxBytes: 10_000 })
    expect(problems).toEqual([
      { code: 'too-large', file: '', message: expect.stringMatching(/unpacks to \d+ bytes, at most 10000/) as string },
    ])
  })

  it('a zip bomb', async () => {
    const sample = unfinishedTrajectory()
    sample.dom.set(shopSourceId, [' '.repeat(20 * 1024 * 1024)])
    const bomb = await bundleOf(sample)
    expect(await validateBundle(bomb, { maxRatio: 200 })).toEqual([
      { code: 'too-large', file: '', message: expect.stringMatching(/unpacks to \d+ times its size/) as string },
    ])
    expect(await validateBundle(bomb, { maxRatio: 2000 })).toEqual([])
  }, 20_000)

  it('a bomb that announces a small size, and unpacks no more than that', async () => {
    const large = 3_000_000
    const sample = unfinishedTrajectory()
    sample.dom.set(shopSourceId, [' '.repeat(large - 1)])
    const forged = Buffer.from(await (await bundleOf(sample)).arrayBuffer())
    // The size stands in the data descriptor and in the central directory.
    const size = Buffer.alloc(4)
    size.writeUInt32LE(large)
    const places: number[] = []
    for (let at = forged.indexOf(size); at !== -1; at = forged.indexOf(size, at + 1)) places.push(at)
    expect(places.length).toBeGreaterThanOrEqual(2)
    for (const at of places) forged.writeUInt32LE(1000, at)

    const zip = await openZip(new Blob([forged]), { maxBytes: 100_000 })
    let unpacked = 0
    const read = async (): Promise<void> => {
      for await (const chunk of zip.read(`dom/${shopSourceId}.jsonl`)) unpacked += chunk.byteLength
    }
    await expect(read()).rejects.toThrow()
    expect(unpacked).toBeLessThanOrEqual(1000)
    expect((await validateBundle(new Blob([forged]))).map((problem) => problem.code)).toContain('unreadable-file')
  })
})
