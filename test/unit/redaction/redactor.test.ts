import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor, longestText } from '#redaction/redactor.ts'
import type { TextRule } from '#redaction/rule.ts'
import { parseEntry } from '#trajectory/entry.ts'

function tainted(...secrets: string[]) {
  const redactor = createRedactor()
  for (const secret of secrets) redactor.taint(secret)
  return redactor
}

/** Typed secrets that are no part of a placeholder or of our own words. */
const secret = fc
  .string({ unit: 'grapheme', minLength: 4, maxLength: 40 })
  .filter((text) => text.length >= 4 && text.trim() === text && !/^[a-z<>-]*$/i.test(text))

describe('remembered secrets', () => {
  it('does not break up words and placeholders with what was typed on the way to a secret', () => {
    const redactor = createRedactor()
    for (const value of ['test', 'test1', 'test12', 'pass', 'passw', 'passw0rd']) redactor.taint(value)
    const counts: Record<string, number> = {}
    const text = '[data-testid="go"] <password-field> latest-test typed: test, test12! passw0rdpassw0rd password'
    expect(redactor.text(text, counts)).toBe(
      '[data-testid="go"] <password-field> latest-test typed: <typed-secret>, <typed-secret>! <typed-secret><typed-secret> password',
    )
    expect(counts).toEqual({ 'typed-secret': 4 })
  })

  it('are found wherever they stand', () => {
    const redactor = tainted('hunter2!')
    expect(redactor.text('it is hunter2! and again hunter2!.', {})).toBe(
      'it is <typed-secret> and again <typed-secret>.',
    )
  })

  it('are not searched for when they are shorter than a word', () => {
    const redactor = tainted('abc')
    expect(redactor.tainted).toBe(false)
    expect(redactor.text('abcabc', {})).toBe('abcabc')
  })

  it('are found whole although their beginnings were remembered while they were typed', () => {
    const redactor = tainted('hunt', 'hunte', 'hunter', 'hunter2', 'hunter2!')
    const counts: Record<string, number> = {}
    expect(redactor.text('hunter2! hunter2 hunt', counts)).toBe('<typed-secret> <typed-secret> <typed-secret>')
    expect(counts).toEqual({ 'typed-secret': 3 })
  })

  it('are found when they are one of the words of our own placeholder', () => {
    const redactor = tainted('secr', 'secre', 'secret', 'typed')
    expect(redactor.text('my secret is typed', {})).toBe('my <typed-secret> is <typed-secret>')
  })

  it.each([
    ['in JSON inside a string', 'pa"ss\\word', JSON.stringify({ text: 'pa"ss\\word' })],
    ['in an address', 'pä ss&wörd', `https://a.example/?q=${encodeURIComponent('pä ss&wörd')}`],
    ['in a submitted form', 'pass wörd', new URLSearchParams({ q: 'pass wörd' }).toString()],
    ['with the characters of patterns', 'a.*[b](c)$|^\\d', 'x a.*[b](c)$|^\\d y'],
  ])('are found %s', (_where, typed, text) => {
    const masked = tainted(typed).text(text, {})
    expect(masked).not.toContain(typed)
    expect(masked).toContain('<typed-secret>')
  })

  it('stay found when a novel is typed into a secret field', () => {
    const redactor = createRedactor()
    redactor.taint('first password')
    const novel = Array.from({ length: 3_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('')
    for (let length = 1; length <= novel.length; length++) redactor.taint(novel.slice(0, length))
    expect(redactor.text(`${novel} | first password`, {})).toBe('<typed-secret> | <typed-secret>')
  })

  it('never survive `value` in any place of any JSON: neither as text, nor inside a text, nor as the name of a field', () => {
    fc.assert(
      fc.property(secret, fc.jsonValue(), fc.string(), fc.string(), (typed, json, before, after) => {
        const planted = plant(json, typed, `${before}${typed}${after}`)
        const { value } = tainted(typed).value(planted)
        expect(stringsOf(value).filter((text) => text.includes(typed))).toEqual([])
      }),
      // Inside JSON a backslash is two: what is typed begins how it is written there.
      { examples: [['#  \\', '', '', '-']] },
    )
  })

  it('never survive in an agent’s event, whatever its shape', () => {
    fc.assert(
      fc.property(secret, fc.jsonValue(), (typed, json) => {
        const event = {
          type: 'CUSTOM',
          name: 'x',
          value: plant(json, typed, typed),
          delta: JSON.stringify({ text: typed }),
        }
        const { value } = tainted(typed).value({ kind: 'agent', provenance: 'claimed', event })
        const inside = JSON.parse(value.event.delta) as { text: string }
        expect([...stringsOf(value.event), inside.text].filter((text) => text.includes(typed))).toEqual([])
      }),
    )
  })

  it('never survive in the DOM stream: not in texts, attributes or the names of attributes', () => {
    fc.assert(
      fc.property(secret, (typed) => {
        const event = {
          type: 2,
          timestamp: 1,
          data: {
            node: {
              type: 2,
              tagName: 'div',
              attributes: { id: typed, role: typed, type: typed, [typed]: 'x' },
              childNodes: [{ type: 3, textContent: `a ${typed}` }],
            },
          },
        }
        const { value, redacted } = tainted(typed).taintOnly(event)
        expect(stringsOf(value).filter((text) => text.includes(typed))).toEqual([])
        expect(redacted['typed-secret']).toBeGreaterThanOrEqual(5)
      }),
    )
  })

  it('cost the DOM stream nothing as long as there are none', () => {
    const event = { type: 3, data: { text: 'sk-0123456789abcdefABCDEF0123456789' } }
    expect(createRedactor().taintOnly(event)).toEqual({ value: event, redacted: {} })
    expect(createRedactor().taintOnly(event).value).toBe(event)
  })

  it.each(['data', 'node', 'input', 'type', 'attributes'])(
    'leave the DOM stream readable when the password is %j',
    (typed) => {
      const event = { type: 3, data: { node: { tagName: 'input', attributes: { type: 'text' } }, text: typed } }
      const { value } = tainted(typed).taintOnly(event)
      expect(value.data.text).toBe('<typed-secret>')
      expect(value.data.node.tagName).toBe('input')
    },
  )
})

describe('entries', () => {
  const stamp = { tabId: 1, frameId: 0, documentId: 'D', origin: 'https://shop.example' }
  const target = {
    role: 'button',
    name: 'the page',
    tag: 'button',
    text: 'the page',
    label: null,
    placeholder: null,
    testId: null,
    attributes: { type: 'button' },
    box: { x: 0, y: 0, width: 10, height: 10 },
    framePath: [],
    shadowDepth: 0,
    nodeId: null,
    selectors: [
      { kind: 'aria', value: 'the page', unique: true },
      { kind: 'text', value: 'the page', unique: true },
    ],
  }
  const sample = {
    id: 'shop000000000001:1',
    kind: 'action',
    name: 'click',
    args: { button: 'left', modifiers: ['Shift'], position: null, count: 1 },
    provenance: 'observed',
    atMs: 1,
    endAtMs: 2,
    actor: 'human',
    attribution: {
      method: 'trusted-primary',
      confidence: 0.95,
      evidence: { events: ['pointerdown', 'click'], isTrusted: true, driver: 'human' },
    },
    target,
    observationId: null,
    surface: 'page',
    moments: [{ type: 'pointerdown', atMs: 1, isTrusted: true }],
  }

  it.each([
    'action',
    'human',
    'observed',
    'page',
    'click',
    'left',
    'Shift',
    'trusted-primary',
    'aria',
    'text',
    'pointerdown',
  ])('still fit the format when the password is %j', (typed) => {
    const { value } = tainted(typed).value(sample)
    expect(parseEntry({ ...value, ...stamp })).toHaveProperty('entry')
  })

  it('are masked in what the page wrote, also where a field is called id, role or type', () => {
    const typed = 'hunter2!'
    const mirrored = { ...target, role: typed, tag: `x-${typed}`, attributes: { id: typed, role: typed, type: typed } }
    const { value, redacted } = tainted(typed).value({ ...sample, target: mirrored })
    expect(JSON.stringify(value)).not.toContain(typed)
    expect(redacted).toEqual({ 'typed-secret': 5 })
  })

  it('are copied, not changed', () => {
    const entry = { kind: 'gap', detail: 'hunter2!', list: ['hunter2!'] }
    tainted('hunter2!').value(entry)
    expect(entry).toEqual({ kind: 'gap', detail: 'hunter2!', list: ['hunter2!'] })
  })

  it('keep what is no text, and a field called __proto__ stays a field', () => {
    const json = JSON.parse('{"event":{"__proto__":{"a":1},"n":0,"b":false,"x":null,"l":[1,"t"]}}') as Record<
      string,
      unknown
    >
    const { value } = createRedactor().value(json)
    expect(JSON.stringify(value)).toBe(JSON.stringify(json))
  })

  it('count what each rule struck', () => {
    const key = `sk-${'0123456789'.repeat(3)}`
    const { value, redacted } = tainted('hunter2!').value({
      a: key,
      b: [`hunter2! ${key}`, 'https://x.example/?token=1'],
    })
    expect(redacted).toEqual({ 'vendor-key': 2, 'typed-secret': 1, 'url-secret': 1 })
    expect(value).toEqual({
      a: '<vendor-key>',
      b: ['<typed-secret> <vendor-key>', 'https://x.example/?token=<url-secret>'],
    })
  })
})

describe('own rules', () => {
  it('see only texts that hold one of their keywords, and may take a second look', () => {
    const rule: TextRule = {
      id: 'even',
      why: '',
      pattern: /\d+/g,
      keywords: ['nr'],
      accepts: (match) => Number(match) % 2 === 0,
      secrets: [],
      harmless: [],
    }
    const redactor = createRedactor([rule])
    expect(redactor.text('NR 2 and 3', {})).toBe('NR <even> and 3')
    expect(redactor.text('no. 2', {})).toBe('no. 2')
  })
})

/** Puts a secret into a JSON value as text, in an array, and as the name of a field. */
function plant(json: unknown, name: string, text: string): Record<string, unknown> {
  return { json, id: text, role: [text], nested: { type: { [name]: text } } }
}

/** Every text in a JSON value, names of fields included. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [...(Array.isArray(value) ? [] : [key]), ...stringsOf(item)])
}

describe('a text of megabytes', () => {
  const card = '4111 1111 1111 1111'
  const token = `Bearer ${'a1B2'.repeat(50)}`

  it('is cut, and what was left out is told', () => {
    const { value, truncated } = createRedactor().value({ kind: 'action', args: { value: 'x'.repeat(10_000_000) } })
    expect(value.args.value).toHaveLength(longestText)
    expect(truncated).toEqual({ 'args.value': 10_000_000 - longestText })
  })

  it('leaves an entry of many texts and items small enough to be sent', () => {
    const args = { files: Array.from({ length: 100_000 }, (_, i) => ({ name: `${i}${'x'.repeat(500)}` })) }
    const { value, truncated } = createRedactor().value({ kind: 'action', args })
    expect(JSON.stringify(value).length).toBeLessThan(3_000_000)
    expect(value.args.files).toHaveLength(10_000)
    expect(truncated).toMatchObject({ 'args.files': 90_000, 'args.files.*.name': expect.any(Number) as number })
  })

  it.each([
    ['a card number', card],
    ['a token', token],
    ['a secret typed before', 'correct horse battery staple'],
  ])('never ends in half of %s, wherever the cut falls', (_what, secret) => {
    const redactor = createRedactor()
    redactor.taint('correct horse battery staple')
    for (let at = longestText - secret.length - 1; at <= longestText + 1; at += Math.ceil(secret.length / 12)) {
      const text = `${'x'.repeat(at - 1)} ${secret} ${'y '.repeat(100_000)}`
      const { value } = redactor.value({ text })
      expect(value.text.length).toBeLessThanOrEqual(longestText)
      for (let length = 6; length < secret.length; length += 3)
        expect(value.text.includes(secret.slice(0, length)), `at ${at}, ${length} characters`).toBe(false)
    }
  })

  it('never ends in half a secret, also where placeholders are longer than what they stand for', () => {
    const redactor = createRedactor()
    redactor.taint('abcd')
    const text = `${'abcd '.repeat(41_600)}${card} ${'abcd '.repeat(100_000)}`
    const { value } = redactor.value({ text })
    expect(value.text).not.toContain('4111')
    expect(value.text).not.toContain('abcd')
  })

  it('that was typed into a secret field is masked from its beginning to its end, wherever it shows', () => {
    const redactor = createRedactor()
    const secret = Array.from({ length: 300_000 }, (_, i) => `word${i}`).join(' ')
    redactor.taint(secret)
    const { value } = redactor.taintOnly({ text: `You wrote: ${secret}`, json: JSON.stringify({ secret }) })
    expect(value).toEqual({ text: 'You wrote: <typed-secret>', json: '{"secret":"<typed-secret>' })
    expect(redactor.value({ text: `You wrote: ${secret}` }).value.text).not.toContain('word')
  })
})
