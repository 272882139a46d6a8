/** Remembers where each scroller stood, because its first scroll event comes after the move. */
export function createScrollMemory(): (scroller: Element | null, x: number, y: number) => { x: number; y: number } {
  const positions = new WeakMap<Element, { x: number; y: number }>()
  let whole = { x: Math.round(window.scrollX), y: Math.round(window.scrollY) }
  return (scroller, x, y) => {
    const before = scroller ? (positions.get(scroller) ?? { x: 0, y: 0 }) : whole
    if (scroller) positions.set(scroller, { x, y })
    else whole = { x, y }
    return before
  }
}
