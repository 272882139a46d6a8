import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { depthLimit, jsonDepth, parseJson } from '#trajectory/bundle/json-depth.ts'
import { linesOf, textOf } from '#trajectory/bundle/lines.ts'

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.slice(at, at + size))
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('linesOf', () => {
  it('finds the same lines however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))),
        fc.integer({ min: 1, max: 9 }),
        async (texts, size) => {
          const bytes = new TextEncoder().encode(texts.map((text) => `${text}\n`).join(''))
          const lines = await allOf(linesOf(chunked(bytes, size)))
          expect(lines).toEqual(texts.map((text, i) => ({ number: i + 1, text })))
          expect(await textOf(chunked(bytes, size))).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
        },
      ),
    )
  })

  it('counts a last line without a line break', async () => {
    const lines = await allOf(linesOf(chunked(new TextEncoder().encode('a\nb'), 1)))
    expect(lines.map((line) => line.text)).toEqual(['a', 'b'])
  })

  it('refuses bytes that are not UTF-8', async () => {
    await expect(allOf(linesOf(chunked(new Uint8Array([0x61, 0xff, 0x0a]), 9)))).rejects.toThrow()
  })

  it('takes time in proportion to the length of a line, and refuses one beyond the limit', async () => {
    const megabyte = new Uint8Array(1024 * 1024).fill(0x61)
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield await Promise.resolve(megabyte)
    }
    await expect(allOf(linesOf(endless()))).rejects.toThrow(/line 1 is longer than 67108864/)
    await expect(textOf(endless())).rejects.toThrow(/longer than 67108864/)
  }, 5_000)
})

describe('jsonDepth', () => {
  it('agrees with the nesting of any JSON value', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonDepth(JSON.stringify(value))).toBe(depthOf(value))
      }),
    )
  })

  it('lets nothing deeper than the limit be parsed', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(parseJson(nested(depthLimit))).toEqual(JSON.parse(nested(depthLimit)))
    expect(() => parseJson(nested(depthLimit + 1))).toThrow(/nests deeper/)
    expect(parseJson('"[[[\\"[["')).toBe('[[["[[')
  })
})
