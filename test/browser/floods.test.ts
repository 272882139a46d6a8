import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { quietDocumentEvents } from '#content/dom/document-events.ts'
import { createShadowRoots } from '#content/shadow-roots.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const move = (type: string): void => {
  for (let i = 0; i < 20; i++) document.body.dispatchEvent(new MouseEvent(type, { bubbles: true }))
}

describe('events that come in floods', () => {
  it('are heard once, and again after a rest, until the end', () => {
    const ended = new AbortController()
    const heard = vi.fn()
    createShadowRoots(ended.signal, () => undefined).listen('pointermove', heard, 50)
    move('pointermove')
    expect(heard).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(49)
    move('pointermove')
    expect(heard).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    move('pointermove')
    expect(heard).toHaveBeenCalledTimes(2)
    ended.abort()
    vi.advanceTimersByTime(50)
    move('pointermove')
    expect(heard).toHaveBeenCalledTimes(2)
  })

  it('are no longer heard from a script that has made enough of them, until it has ended', async () => {
    const ended = new AbortController()
    const onRested = vi.fn()
    let heard = 0
    createShadowRoots(ended.signal, () => undefined).listen('input', () => (++heard > 5 ? onRested : undefined))
    move('input')
    expect([heard, onRested.mock.calls.length]).toEqual([6, 0])
    await Promise.resolve()
    expect(onRested).toHaveBeenCalledTimes(1)
    move('input')
    await Promise.resolve()
    expect([heard, onRested.mock.calls.length]).toEqual([7, 2])
    move('input')
    ended.abort()
    await Promise.resolve()
    move('input')
    expect([heard, onRested.mock.calls.length]).toEqual([8, 2])
  })

  it('rest for listeners on the document too, and are not heard after these were removed', () => {
    quietDocumentEvents()
    const [moved, removed, clicked] = [vi.fn(), vi.fn(), vi.fn()]
    const options = { capture: true, passive: true }
    document.addEventListener('mousemove', moved, options)
    document.addEventListener('mousemove', removed, options)
    document.addEventListener('click', clicked, options)
    move('mousemove')
    document.removeEventListener('mousemove', removed, options)
    vi.advanceTimersByTime(101)
    move('mousemove')
    move('click')
    document.removeEventListener('mousemove', moved, options)
    document.removeEventListener('click', clicked, options)
    move('mousemove')
    move('click')
    expect([moved, removed, clicked].map(({ mock }) => mock.calls.length)).toEqual([2, 1, 20])
    Reflect.deleteProperty(document, 'addEventListener')
    Reflect.deleteProperty(document, 'removeEventListener')
  })
})
