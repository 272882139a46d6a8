import fc from 'fast-check'
import { expect, it } from 'vitest'
import { difference } from '#content/dom/state/sheets.ts'

it.each([
  [[1, 2, 3], [1, 2, 3], { start: 3, removed: 0, added: 0 }],
  [[1, 3], [1, 2, 3], { start: 1, removed: 0, added: 1 }],
  [[1, 2, 3], [1, 3], { start: 1, removed: 1, added: 0 }],
  [[1, 2, 3], [1, 9, 3], { start: 1, removed: 1, added: 1 }],
  [[], [1], { start: 0, removed: 0, added: 1 }],
  [[1, 1], [1, 1, 1], { start: 2, removed: 0, added: 1 }],
])('from %j to %j', (before, now, expected) => {
  expect(difference(before, now)).toEqual(expected)
})

it('leads from any list of rules to any other', () => {
  const rules = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 })
  fc.assert(
    fc.property(rules, rules, (before, now) => {
      const { start, removed, added } = difference(before, now)
      const made = [...before]
      made.splice(start, removed, ...now.slice(start, start + added))
      expect(made).toEqual(now)
    }),
  )
})
