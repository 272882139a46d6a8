import { describe, expect, it } from 'vitest'
import { boundedJson, longestEntry } from '#trajectory/truncation.ts'

const entryChars = 256 * 1024

function cut(entry: { kind: string }): Record<string, unknown> {
  return JSON.parse(boundedJson(entry)) as Record<string, unknown>
}

describe('an entry as JSON', () => {
  it('is as it is when it is not too long', () => {
    const entry = { kind: 'action', args: { value: 'x'.repeat(entryChars - 100) } }
    expect(boundedJson(entry)).toBe(JSON.stringify(entry))
  })

  it('keeps two long texts of a paste to the same length, and says how much of each is left out', () => {
    const args = { text: 'x'.repeat(200_000), types: ['text/plain'], value: 'y'.repeat(190_000) }
    const entry = { kind: 'action', name: 'paste', args, truncated: { 'args.text': 9_800_000 } }
    const kept = cut(entry)
    expect(JSON.stringify(kept).length).toBeLessThanOrEqual(entryChars)
    expect(kept).toMatchObject({ name: 'paste', args: { types: ['text/plain'] } })
    const texts = kept.args as typeof args
    expect([texts.text.length, texts.value.length]).toEqual([98_304, 98_304])
    expect(kept.truncated).toEqual({
      'args.text': 9_800_000 + 200_000 - 98_304,
      'args.value': 190_000 - 98_304,
    })
  })

  it.each([
    ['of many items', { files: Array.from({ length: 100_000 }, (_, i) => ({ name: `file ${i}`, size: i })) }],
    ['of many fields', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field ${i}`, i]))],
    ['of signs that are escaped', { value: '\u0000'.repeat(200_000) }],
    ['of many long texts', { lines: Array.from({ length: 1000 }, () => 'x'.repeat(10_000)) }],
  ])('fits, also one %s', (_what, args) => {
    const kept = cut({ kind: 'action', args } as { kind: string })
    expect(JSON.stringify(kept).length).toBeLessThanOrEqual(entryChars)
    expect(Object.keys(kept.truncated as object)).not.toEqual([])
  })

  it('may be longer when it shows a page', () => {
    const outline = Array.from({ length: 400 }, () => ({ name: 'x'.repeat(2000) }))
    expect(cut({ kind: 'observation', outline } as { kind: string })).toEqual({ kind: 'observation', outline })
    expect(longestEntry({ kind: 'observation' })).toBe(2 * 1024 * 1024)
  })
})
