import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSettling } from '#content/settling.ts'

beforeEach(() => void vi.useFakeTimers({ now: 5000 }))
afterEach(() => void vi.useRealTimers())

function settle() {
  const onSettled = vi.fn()
  return { settling: createSettling(() => Date.now(), onSettled), onSettled }
}

describe('settling', () => {
  it('is noticed once, when nothing changed for a while', () => {
    const { settling, onSettled } = settle()
    settling.touch()
    vi.advanceTimersByTime(119)
    expect(onSettled).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(onSettled).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(60_000)
    expect(onSettled).toHaveBeenCalledOnce()
  })

  it('waits for changes that go on, but not for ever', () => {
    const { settling, onSettled } = settle()
    for (let i = 0; i < 9; i++) {
      settling.touch()
      vi.advanceTimersByTime(100)
    }
    expect(onSettled).not.toHaveBeenCalled()
    settling.touch()
    vi.advanceTimersByTime(100)
    expect(onSettled).toHaveBeenCalledOnce()
  })

  it('of a page that never keeps still is told about once a second', () => {
    const { settling, onSettled } = settle()
    for (let i = 0; i < 100; i++) {
      settling.touch()
      vi.advanceTimersByTime(50)
    }
    expect(onSettled.mock.calls.length).toBeGreaterThanOrEqual(4)
    expect(onSettled.mock.calls.length).toBeLessThanOrEqual(5)
  })

  it('knows when the page last changed', () => {
    const { settling } = settle()
    expect(settling.changedAtMs).toBe(5000)
    vi.advanceTimersByTime(500)
    settling.touch()
    vi.advanceTimersByTime(500)
    expect(settling.changedAtMs).toBe(5500)
  })

  it('tells nothing after the end', () => {
    const { settling, onSettled } = settle()
    settling.touch()
    settling.stop()
    vi.advanceTimersByTime(5000)
    expect(onSettled).not.toHaveBeenCalled()
  })
})
