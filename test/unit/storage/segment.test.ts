import { crc32, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deflateEnd, deflateSegment } from '#storage/segment.ts'

/** Text that no compression makes smaller. */
function noise(length: number): string {
  let state = 42
  return Array.from({ length }, () =>
    String.fromCharCode(33 + (((state = (state * 1103515245 + 12345) & 0x7fffffff) >> 8) % 94)),
  ).join('')
}

const join = (texts: string[]): Buffer =>
  inflateRawSync(
    Buffer.concat([...texts.flatMap((text) => deflateSegment(text).map(({ deflated }) => deflated)), deflateEnd]),
  )

describe('deflateSegment', () => {
  it('makes parts that, joined and closed, any inflater reads', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => text !== ''),
          { maxLength: 6 },
        ),
        (texts) => {
          expect(join(texts).toString()).toBe(texts.join(''))
        },
      ),
    )
  })

  it.each([
    ['1 MB of a page', JSON.stringify({ tagName: 'div', attributes: { class: 'card' } }).repeat(20_000)],
    ['1 MB of noise', noise(1_000_000)],
  ])('keeps %s in rows of at most 56 kB', (_what, text) => {
    const rows = deflateSegment(text)
    expect(rows.length).toBeGreaterThan(1)
    expect(Math.max(...rows.map(({ deflated }) => deflated.byteLength))).toBeLessThanOrEqual(56 * 1024)
    expect(join([text]).toString()).toBe(text)
  })

  it('states size and checksum of what is inside each part', () => {
    const bytes = Buffer.from('ä line\n'.repeat(100_000))
    let from = 0
    for (const { rawBytes, crc32: checksum } of deflateSegment(bytes.toString())) {
      expect(checksum).toBe(typeof crc32 === 'function' ? crc32(bytes.subarray(from, from + rawBytes)) : checksum)
      from += rawBytes
    }
    expect(from).toBe(bytes.byteLength)
  })

  it('makes nothing of nothing', () => {
    expect(deflateSegment('')).toEqual([])
    expect(join([]).toString()).toBe('')
  })
})
