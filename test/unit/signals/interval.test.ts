import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeOf, shareOf } from '#signals/interval.ts'

describe('a share', () => {
  // Against published values: Newcombe 1998, Statistics in Medicine 17, 857–872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i lies between %d and %d', (hits, of, low, high) => {
    const share = shareOf(hits, of)
    expect(share.low).toBeCloseTo(low, 4)
    expect(share.high).toBeCloseTo(high, 4)
  })

  it('of nothing is none, and never leaves 0 to 1', () => {
    expect(shareOf(0, 0)).toEqual({ hits: 0, of: 0, value: null, low: null, high: null })
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (hits, more) => {
        const { value, low, high } = shareOf(hits, hits + more)
        if (value === null || low === null || high === null) return hits + more === 0
        return low >= 0 && low <= value && value <= high && high <= 1
      }),
    )
  })
})

describe('a change', () => {
  // Newcombe 1998, Statistics in Medicine 17, 873–890, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 20, 0.6791, 1],
  ])('from %i of %i to %i of %i', (hits, of, baseHits, baseOf, low, high) => {
    const change = changeOf(shareOf(hits, of), shareOf(baseHits, baseOf))
    expect(change?.value).toBeCloseTo(hits / of - baseHits / baseOf, 10)
    expect(change?.low).toBeCloseTo(low, 4)
    expect(change?.high).toBeCloseTo(high, 4)
  })

  it('is none where one side has no share', () => {
    expect(changeOf(shareOf(1, 2), shareOf(0, 0))).toBeNull()
  })
})
