import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const hourMs = 3_600_000

beforeEach(() => {
  vi.useFakeTimers({ now: 1_795_000_000_000 })
  vi.resetModules()
})
afterEach(() => void vi.useRealTimers())

/** The clock of a document that has just been opened. */
async function openClock() {
  vi.stubGlobal('performance', { timeOrigin: Date.now() - performance.now(), now: performance.now.bind(performance) })
  const clock = await import('#content/clock.ts')
  vi.unstubAllGlobals()
  return clock
}

describe('the clock of a document', () => {
  it('agrees with the wall clock while nobody touches that', async () => {
    const { nowMs } = await openClock()
    vi.advanceTimersByTime(5000)
    expect(nowMs()).toBe(Date.now())
  })

  it('follows the wall clock ahead: the machine slept, and the page stood still', async () => {
    const { nowMs, eventTimeMs } = await openClock()
    nowMs()
    vi.setSystemTime(Date.now() + 8 * hourMs)
    expect(nowMs()).toBe(Date.now())
    vi.advanceTimersByTime(100)
    expect(nowMs()).toBe(Date.now())
    const event = { timeStamp: performance.now() } as Event
    expect(eventTimeMs(event)).toBe(Date.now())
  })

  it('never goes back, whoever sets the wall clock back, and forth again', async () => {
    const { nowMs } = await openClock()
    const before = nowMs()
    vi.setSystemTime(Date.now() - hourMs)
    vi.advanceTimersByTime(10)
    expect(nowMs()).toBe(before + 10)
    vi.setSystemTime(Date.now() + hourMs)
    expect(nowMs()).toBe(before + 10)
  })

  it('does not follow small corrections', async () => {
    const { nowMs } = await openClock()
    const before = nowMs()
    vi.setSystemTime(Date.now() + 400)
    expect(nowMs()).toBe(before)
  })
})
