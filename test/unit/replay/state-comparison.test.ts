import { describe, expect, it } from 'vitest'
import { agreesWith, isMasked, madeUpText, withMadeUp } from '#replay/mask.ts'
import { rewriteUrl } from '#replay/rewrite.ts'
import { compareStates, differenceText, type DocumentState } from '#replay/state-comparison.ts'

type Final = NonNullable<DocumentState['final']>

const url = 'https://shop.example/basket'
const state = (more: Partial<DocumentState> = {}, final: Partial<Final> = {}): DocumentState => ({
  tabId: 1,
  top: true,
  url,
  final: { text: 'Two cartons of oat milk', fields: [], ...final },
  ...more,
})
const field = (selector: string, value: string, checked: boolean | null = null): Final['fields'][number] => ({
  selector,
  value,
  checked,
})

describe('two final states', () => {
  it('agree when text and fields are the same but for white space', () => {
    const before = state({}, { fields: [field('input', 'a  b'), field('input[type="checkbox"]', 'on', true)] })
    const after = state(
      {},
      { text: 'Two cartons of\n oat milk', fields: [...before.final!.fields, field('input', 'new')] },
    )
    expect(
      compareStates([before], [{ ...after, final: { ...after.final!, fields: before.final!.fields } }], {}),
    ).toEqual([])
  })

  it('differ in a value, in a check, in a field that is gone', () => {
    const before = state({}, { fields: [field('a', '1'), field('b', 'on', true), field('c', '3')] })
    const after = state({}, { fields: [field('a', '2'), field('b', 'on', false)] })
    expect(compareStates([before], [after], {})).toEqual([
      { what: 'field', document: url, field: 'a', recorded: '1', now: '2' },
      { what: 'field', document: url, field: 'b', recorded: 'checked', now: 'not checked' },
      { what: 'field', document: url, field: 'c', recorded: '3', now: null },
    ])
  })

  it('differ in the text, shown around where they part', () => {
    const words = Array.from({ length: 200 }, (_, n) => `word${n}`)
    const other = words.with(120, 'other')
    const [difference] = compareStates(
      [state({}, { text: words.join(' ') })],
      [state({}, { text: other.join(' ') })],
      {},
    )
    expect(difference?.recorded).toContain(' word119 word120 word121 ')
    expect(difference?.now).toContain(' word119 other word121 ')
    expect(difference!.recorded.length).toBeLessThan(90)
    expect(differenceText(difference!, (text) => `"${text}"`)).toMatch(/^https:.*: text was "….*…", is "….*…"$/)
  })

  it('are compared as far as the shorter goes when they were cut', () => {
    const long = 'x y '.repeat(5000)
    expect(
      compareStates(
        [state({}, { text: long.trim() })],
        [state({}, { text: long.replaceAll(' ', '  ').slice(0, 20_000) })],
        {},
      ),
    ).toEqual([])
  })

  it('agree when only what is masked differs, as long as it is there', () => {
    const before = state(
      {},
      {
        text: 'Hello <typed-secret>, welcome',
        fields: [field('p', '<password-field>'), field('q', '<password-field>')],
      },
    )
    const after = state({}, { text: 'Hello Made-up, welcome', fields: [field('p', 'anything'), field('q', '')] })
    expect(compareStates([before], [after], {})).toEqual([
      { what: 'field', document: url, field: 'q', recorded: '<password-field>', now: '' },
    ])
  })

  it('are of the same address after rewriting, with masked parameters open', () => {
    const rewrite = { 'https://shop.example': 'http://localhost:8080' }
    const before = state({ url: `${url}?token=<url-secret>&n=1` })
    expect(compareStates([before], [state({ url: 'http://localhost:8080/basket?token=abc&n=1' })], rewrite)).toEqual([])
    expect(compareStates([before], [state({ url: 'http://localhost:8080/basket?token=abc&n=2' })], rewrite)).toEqual([
      expect.objectContaining({ what: 'url', now: 'http://localhost:8080/basket?token=abc&n=2' }),
    ])
  })

  it('match frames by address and number, and miss a tab that is not open', () => {
    const frame = state({ top: false, url: 'https://frame.example/' })
    expect(compareStates([frame, frame], [frame, frame], {})).toEqual([])
    expect(compareStates([frame, frame], [frame], {})).toHaveLength(1)
    const [difference] = compareStates([state({ tabId: 2 })], [state()], {})
    expect(differenceText(difference!, (text) => text)).toBe(`${url}: a tab that is not there`)
  })
})

describe('masks', () => {
  it('are told from text that only looks like one', () => {
    expect([
      isMasked('<password-field>'),
      isMasked('a <payment-card> b'),
      isMasked('<b>'),
      isMasked('password-field'),
    ]).toEqual([true, true, false, false])
    expect(withMadeUp('Bearer <bearer-token>!')).toBe(`Bearer ${madeUpText}!`)
  })

  it('stand for any text, in order and without overlap', () => {
    expect(agreesWith('a<user>b<user>c', 'a1b2c')).toBe(true)
    expect(agreesWith('a<user>b<user>c', 'a1c')).toBe(false)
    expect(agreesWith('ab<user>ba', 'aba')).toBe(false)
    expect(agreesWith('<user>', '')).toBe(true)
    expect(agreesWith('x<user>bb<user>b', 'xbbb')).toBe(true)
    expect(agreesWith('x<user>bb<user>b', 'xbb')).toBe(false)
  })
})

describe('rewriting', () => {
  const rewrite = { 'http://a.example': 'http://b.example', 'http://b.example/': 'http://a.example' }

  it('changes origins, also inside parameters, in one pass', () => {
    expect(rewriteUrl('http://a.example/x?back=http%3A%2F%2Fb.example%2Fy', rewrite)).toBe(
      'http://b.example/x?back=http%3A%2F%2Fa.example%2Fy',
    )
  })

  it('leaves origins that only begin alike', () => {
    for (const url of ['http://a.example:81/', 'http://a.example.org/', 'http://a.examples/', 'https://a.example/'])
      expect(rewriteUrl(url, rewrite)).toBe(url)
  })
})
