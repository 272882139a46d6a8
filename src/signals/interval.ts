/** A share with its 95 % interval; null of nothing. */
export interface Share {
  hits: number
  of: number
  value: number | null
  low: number | null
  high: number | null
}

/** 97.5th percentile of the normal distribution. */
const z = 1.959963984540054

/** The share of `hits` among `of`, with Wilson's score interval, which also holds for few and for none. */
export function shareOf(hits: number, of: number): Share {
  if (of === 0) return { hits, of, value: null, low: null, high: null }
  const p = hits / of
  const centre = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
  // At none and at all the bounds are exact; computing them leaves a last bit.
  return { hits, of, value: p, low: hits === 0 ? 0 : centre - half, high: hits === of ? 1 : centre + half }
}

/** How much a share differs from a baseline's, with Newcombe's interval of the difference of two Wilson intervals. */
export function changeOf(share: Share, baseline: Share): { value: number; low: number; high: number } | null {
  const [a, b] = [share, baseline]
  if (a.value === null || a.low === null || a.high === null) return null
  if (b.value === null || b.low === null || b.high === null) return null
  const value = a.value - b.value
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  }
}
