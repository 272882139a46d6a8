import type { ScrollPlace } from './reading.ts'

/** Remembers where each scroller stood, because its first scroll event comes after the move. */
export function createScrollMemory(): (scroller: Element | null, x: number, y: number) => ScrollPlace {
  const positions = new WeakMap<Element, { x: number; y: number }>()
  let whole = { x: Math.round(window.scrollX), y: Math.round(window.scrollY) }
  return (scroller, x, y) => {
    const before = scroller ? positions.get(scroller) : whole
    if (scroller) positions.set(scroller, { x, y })
    else whole = { x, y }
    return { from: before ?? { x: 0, y: 0 }, known: before !== undefined }
  }
}
