import { describe, expect, it } from 'vitest'
import { createRedactor } from '#redaction/redactor.ts'
import { textRules } from '#redaction/rules/registry.ts'

const all = textRules.flatMap((rule) => rule.secrets.map((sample) => ({ id: rule.id, ...sample })))
const harmless = textRules.flatMap((rule) => rule.harmless.map((text) => ({ id: rule.id, text })))

describe('rules on text', () => {
  it.each(all)('$id masks the whole secret in $text', ({ id, text, secret }) => {
    const rule = textRules.find((one) => one.id === id)!
    const counts: Record<string, number> = {}
    const masked = createRedactor([rule]).text(text, counts)
    expect(masked).not.toContain(secret)
    expect(masked).toContain(`<${id}>`)
    expect(counts[id]).toBe(1)
  })

  it.each(harmless)('$id leaves $text as it is', ({ text }) => {
    const counts: Record<string, number> = {}
    expect(createRedactor().text(text, counts)).toBe(text)
    expect(counts).toEqual({})
  })

  it.each(all)('together they mask $text too, whichever of them strikes', ({ text, secret }) => {
    expect(createRedactor().text(text, {})).not.toContain(secret)
  })

  it.each(textRules.map((rule) => [rule.id, rule] as const))(
    '%s is global and without memory between texts',
    (_id, rule) => {
      const sample = rule.secrets[0]!
      const redactor = createRedactor([rule])
      expect(rule.pattern.flags).toContain('g')
      expect([1, 2, 3].map(() => redactor.text(sample.text, {})).every((text) => !text.includes(sample.secret))).toBe(
        true,
      )
    },
  )

  it('mask every occurrence and count each', () => {
    const [sample] = textRules.find(({ id }) => id === 'payment-card')!.secrets
    const counts: Record<string, number> = {}
    const masked = createRedactor().text(`${sample!.text} and ${sample!.text}`, counts)
    expect(masked).not.toContain(sample!.secret)
    expect(counts).toEqual({ 'payment-card': 2 })
  })

  it.each([
    [
      'a signed token longer than any header line',
      `eyJ${'a'.repeat(40)}.${'Bb1-'.repeat(10_000)}.${'c_'.repeat(3_000)}`,
    ],
    ['a bearer token of 20 kB', `Bearer ${'xY9.'.repeat(5_000)}`],
  ])('leave no tail of %s', (_what, token) => {
    const masked = createRedactor().text(`before ${token} after`, {})
    expect(masked).toMatch(/^before <[a-z-]+> after$/)
  })
})

/**
 * Strings made to hurt patterns like ours. How fast the rules are is measured in test/bench; this only notices a rule
 * that is not linear: ten times the text may take at most forty times as long.
 */
const hostile: [string, (length: number) => string][] = [
  ['one letter', (n) => 'a'.repeat(n)],
  ['beginnings of signed tokens', (n) => 'eyJ-'.repeat(n / 4)],
  ['beginnings of signed tokens with dots', (n) => 'eyJaaaaaaaa.'.repeat(n / 12)],
  ['a token header without an end', (n) => `eyJ${'a'.repeat(n)}`],
  ['beginnings of keys', (n) => 'sk-'.repeat(n / 3)],
  ['keys that are one character short', (n) => 'ghp_0123456789 '.repeat(n / 15)],
  ['the word bearer', (n) => 'bearer '.repeat(n / 7)],
  ['bearer and spaces', (n) => `bearer${' '.repeat(n)}`],
  ['digits', (n) => '4'.repeat(n)],
  ['digits and spaces', (n) => '4111 '.repeat(n / 5)],
  ['digits and dashes', (n) => '4111-'.repeat(n / 5)],
  ['ampersands', (n) => '&'.repeat(n)],
  ['parameters without values', (n) => '?a='.repeat(n / 3)],
  ['a parameter name without an end', (n) => `?${'a'.repeat(n)}`],
  ['secret parameters', (n) => '&token=a'.repeat(n / 8)],
  ['underscores before a secret word', (n) => `?${'_'.repeat(n)}token=a`],
  ['addresses with user information', (n) => 'http://'.repeat(n / 7)],
  ['an address that never comes to its @', (n) => `http://${'a:'.repeat(n / 2)}`],
]

describe('hostile texts', () => {
  it.each(hostile)('%s take time in proportion', (_what, make) => {
    const redactor = createRedactor()
    redactor.taint('correct horse battery')
    const time = (text: string): number => {
      let best = Infinity
      for (let round = 0; round < 3; round++) {
        const startedAt = performance.now()
        redactor.text(text, {})
        best = Math.min(best, performance.now() - startedAt)
      }
      return best
    }
    const small = time(make(12_000))
    const large = time(make(120_000))
    // Below a millisecond the clock and the machine decide, not the rule.
    expect(large).toBeLessThan(Math.max(small, 1) * 40)
    expect(large).toBeLessThan(2_000)
  })
})
