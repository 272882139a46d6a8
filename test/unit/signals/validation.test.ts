import { describe, expect, it } from 'vitest'
import { outcomeOf, validate } from '#signals/validation.ts'
import type { Entry } from '#trajectory/entry.ts'
import { ValidatorSchema, type Validator } from '#trajectory/validator.ts'
import { button, createStory } from '../../support/story.ts'

/** A shop's last page, in the tab that was acted in; another tab shows something else. */
function stopped(overrides: object = {}): Entry[] {
  const story = createStory()
  story.clicks(1, button('Book'))
  story.observes(2, [{ role: 'button', name: 'Pay' }], { url: 'https://shop.example/booked?id=7#top' })
  story.observes(2, [{ role: 'button', name: 'Elsewhere' }], { url: 'https://other.example/' })
  const [action, page, other] = story.log
  const final = {
    text: 'Thank you, Ada. Two nights in Rome.',
    fields: [
      { selector: 'input[name="city"]', value: 'Rome', checked: null },
      { selector: 'input[name="news"]', value: 'on', checked: true },
    ],
  }
  return [
    action,
    { ...page, reason: 'end', final, ...overrides },
    { ...other, tabId: 99, reason: 'end', final: { text: 'Elsewhere', fields: [] } },
  ] as Entry[]
}

describe('a validator', () => {
  it.each<[Validator, 'holds' | 'fails']>([
    [{ kind: 'url', matches: '*/booked*' }, 'holds'],
    [{ kind: 'url', matches: 'https://shop.example/booked?id=*#top' }, 'holds'],
    [{ kind: 'url', matches: 'https://shop.example/booked' }, 'fails'],
    [{ kind: 'url', matches: '*other.example*' }, 'fails'],
    [{ kind: 'url', matches: '*aa*aa*' }, 'fails'],
    [{ kind: 'text', contains: 'Two  nights', present: true }, 'holds'],
    [{ kind: 'text', contains: 'two nights', present: true }, 'fails'],
    [{ kind: 'text', contains: 'Elsewhere', present: false }, 'holds'],
    [{ kind: 'field', field: 'city', value: 'Rome' }, 'holds'],
    [{ kind: 'field', field: 'input[name="city"]', value: 'Oslo' }, 'fails'],
    [{ kind: 'field', field: 'news', checked: true }, 'holds'],
    [{ kind: 'field', field: 'news', checked: false }, 'fails'],
    [{ kind: 'field', field: 'country', value: '' }, 'fails'],
    [{ kind: 'element', role: 'button', name: 'Pay', present: true }, 'holds'],
    [{ kind: 'element', role: 'link', name: 'Pay', present: true }, 'fails'],
    [{ kind: 'element', role: 'button', name: 'Elsewhere', present: false }, 'holds'],
  ])('%j %s', (validator, verdict) => {
    expect(ValidatorSchema.parse(validator)).toEqual(validator)
    expect(validate(stopped(), [validator])).toMatchObject([{ verdict }])
  })

  it('cannot tell when no page is left, or not all of it is kept', () => {
    const pay: Validator = { kind: 'element', role: 'link', name: 'Pay', present: false }
    expect(validate([], [pay])).toMatchObject([{ verdict: 'unknown' }])
    expect(validate(stopped({ outlineTruncated: true }), [pay])).toMatchObject([{ verdict: 'unknown' }])
    const long = { text: 'x'.repeat(20_000), fields: [] }
    expect(validate(stopped({ final: long }), [{ kind: 'text', contains: 'end', present: false }])).toMatchObject([
      { verdict: 'unknown' },
    ])
  })

  it('takes no longer for a pattern made to be slow', () => {
    const url = `https://shop.example/${'a'.repeat(15_000)}`
    const matches = `${'*a'.repeat(5000)}*b`
    expect(validate(stopped({ url }), [{ kind: 'url', matches }])).toMatchObject([{ verdict: 'fails' }])
  })
})

describe('an outcome of checks', () => {
  const check = (verdict: 'holds' | 'fails' | 'unknown') => ({ what: `it ${verdict}`, verdict, detail: 'so' })

  it('is success when all hold, and failure when one fails', () => {
    expect(outcomeOf([check('holds'), check('holds')])).toEqual({
      success: true,
      score: 1,
      by: 'validator',
      text: null,
    })
    expect(outcomeOf([check('holds'), check('fails'), check('unknown')])).toMatchObject({
      success: false,
      score: 1 / 3,
      text: 'it fails: so',
    })
  })

  it('is none when nobody can tell', () => {
    expect(outcomeOf([])).toBeNull()
    expect(outcomeOf([check('holds'), check('unknown')])).toBeNull()
  })
})
