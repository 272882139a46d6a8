import { inPage } from '#replay/in-page.ts'
import type { Performer } from './performer.ts'

export const scroll: Performer<'scroll'> = {
  on: 'element',
  async run({ args: { x, y } }, { handle, frame }) {
    const reached = handle
      ? await handle.evaluate(inPage(scrollElement), { x, y })
      : await frame.evaluate(inPage(scrollDocument), { x, y })
    // Another browser's letters make another height; what cannot be reached is the end of the page.
    return Math.abs(reached.x - x) > 2 || Math.abs(reached.y - y) > 2
      ? `came to ${reached.x}, ${reached.y}: the page ends there`
      : undefined
  },
}

function scrollElement(element: Element, { x, y }: { x: number; y: number }): { x: number; y: number } {
  const { documentElement, body } = document
  const scroller = element === documentElement || element === body ? (document.scrollingElement ?? element) : element
  scroller.scrollTo({ left: x, top: y, behavior: 'instant' })
  return { x: Math.round(scroller.scrollLeft), y: Math.round(scroller.scrollTop) }
}

function scrollDocument({ x, y }: { x: number; y: number }): { x: number; y: number } {
  window.scrollTo({ left: x, top: y, behavior: 'instant' })
  return { x: Math.round(window.scrollX), y: Math.round(window.scrollY) }
}
