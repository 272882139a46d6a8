import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginsWith, hasPhrase, likeness, overlapOf, tokensOf } from '#signals/text.ts'

describe('words of a text', () => {
  it('are compared without case, accents and width', () => {
    expect(tokensOf('Añade LECHE ｄｅ avena!')).toEqual(['anade', 'leche', 'de', 'avena'])
    expect(tokensOf('东京都 2')).toEqual(['东京', '京都', '2'])
    expect(tokensOf('…')).toEqual([])
  })

  it('are whole words in a phrase, where the script has such', () => {
    expect(hasPhrase('Please UNDO this', 'undo')).toBe(true)
    expect(hasPhrase('undoubtedly', 'undo')).toBe(false)
    expect(hasPhrase('不对，我说的是晚上', '我说的是')).toBe(true)
    expect(beginsWith('only those', 'only')).toBe(true)
    expect(beginsWith('not only', 'only')).toBe(false)
  })
})

describe('what two requests have in common', () => {
  it('is all of it for the same, and nothing for others', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { similarity, added } = overlapOf(text, text)
        expect([0, 1]).toContain(similarity)
        expect(added).toBeLessThan(1e-9)
        expect(likeness(text, text)).toBe(1)
      }),
    )
    expect(overlapOf('apples', 'Tomorrow morning')).toEqual({ similarity: 0, added: 1 })
  })

  it('sees forms of one word, and weighs long words more than particles', () => {
    expect(overlapOf('Trage Rom ein', 'Rom eintragen').similarity).toBeGreaterThan(0.7)
    expect(overlapOf('go to it', 'go to bed').similarity).toBeLessThan(0.3)
  })
})
