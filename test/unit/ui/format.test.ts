import { describe, expect, it } from 'vitest'
import { formatCount, formatDate, formatDuration, formatSize } from '#ui/format.ts'

describe('formatSize', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1499, '1 kB'],
    [812_345, '812 kB'],
    [999_499, '999 kB'],
    [999_999, '1.0 MB'],
    [1_440_000, '1.4 MB'],
    [2_500_000_000, '2500.0 MB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0:00'],
    [499, '0:00'],
    [42_000, '0:42'],
    [59_600, '1:00'],
    [65_000, '1:05'],
    [3_909_000, '1:05:09'],
    [36_000_000, '10:00:00'],
    [-5000, '0:00'],
  ])('%i ms are %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text)
  })
})

describe('formatCount', () => {
  it.each([
    [0, '0 actions'],
    [1, '1 action'],
    [3, '3 actions'],
  ])('%i reads %s', (count, text) => {
    expect(formatCount(count, 'action')).toBe(text)
  })
})

describe('formatDate', () => {
  it('tells day and minute', () => {
    expect(formatDate(Date.UTC(2026, 10, 20, 9, 30))).toMatch(/2026/)
    expect(formatDate(Date.UTC(2026, 10, 20, 9, 30))).not.toBe(formatDate(Date.UTC(2026, 10, 20, 9, 31)))
  })
})
