import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answerOfPage, jsonOfPage } from '#agents/page-data.ts'

describe('what a page holds', () => {
  it('is JSON as the browser would write it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = jsonOfPage(value)
        expect(text === null ? null : JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
    const odd = { a: undefined, b: [undefined, () => 1, Number.NaN], c: () => 1, d: Symbol('d') }
    expect(jsonOfPage(odd)).toBe('{"b":[null,null,null],"d":null}')
  })

  it('is read without running anything of the page', () => {
    const touched: string[] = []
    const held = Object.create(
      { inherited: 1 },
      {
        open: { value: 1, enumerable: true },
        getter: { get: () => touched.push('getter'), enumerable: true },
        toJSON: { value: () => touched.push('toJSON'), enumerable: true },
      },
    ) as object
    expect(jsonOfPage(held)).toBe('{"open":1}')
    expect(touched).toEqual([])
  })

  it('has nothing in it that is named like a secret', () => {
    expect(jsonOfPage({ apiKey: 'sk-1', nested: { password: { text: 'p' } }, token: 7 })).toBe(
      '{"apiKey":"<omitted>","nested":{"password":"<omitted>"},"token":7}',
    )
  })

  it.each<[string, unknown]>([
    ['long', 'x'.repeat(200_001)],
    ['wide', Array.from({ length: 60_000 }, () => 1)],
    ['sparse', Object.assign([], { length: 4_000_000_000 })],
    ['deep', JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`)],
    [
      'endless',
      (() => {
        const ring: unknown[] = []
        ring.push(ring)
        return ring
      })(),
    ],
  ])('is nothing when it is too %s', (_what, value) => {
    expect(jsonOfPage(value)).toBeNull()
  })
})

describe('what a tool answered', () => {
  it.each<[string, unknown, string | null]>([
    ['nothing', undefined, ''],
    ['text', 'done', 'done'],
    [
      'parts of text',
      {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      'a\nb',
    ],
    [
      'a part that is none',
      { content: [{ type: 'image', data: 'AAAA' }] },
      '{"content":[{"type":"image","data":"AAAA"}]}',
    ],
    ['data', { count: 2 }, '{"count":2}'],
    ['too much', 'x'.repeat(200_001), null],
  ])('%s', (_what, answer, text) => {
    expect(answerOfPage(answer)).toBe(text)
  })
})
