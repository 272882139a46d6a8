import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shorten, toPlain, toPlainJson } from '#cli/plain-text.ts'

const anything = fc.string({ unit: 'binary' })
// eslint-disable-next-line no-control-regex -- looking for them is the purpose
const steering = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/

describe('toPlain', () => {
  it('leaves nothing that steers a terminal, and everything else', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(steering.test(toPlain(text))).toBe(false)
        if (!steering.test(text)) expect(toPlain(text)).toBe(text)
      }),
    )
    expect(toPlain('a\r\nb\tc\u001b[0m')).toBe('a⏎b␉c␛[0m')
  })
})

describe('toPlainJson', () => {
  it('is the same value, without what steers a terminal', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const json = toPlainJson(value)
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(steering.test(json.replaceAll('\n', ''))).toBe(false)
      }),
    )
  })
})

describe('shorten', () => {
  it('keeps what is short enough, cuts the rest, and halves no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, length) => {
        const short = shorten(text, length)
        const characters = Array.from(text)
        expect(short).toBe(characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`)
      }),
    )
  })
})
