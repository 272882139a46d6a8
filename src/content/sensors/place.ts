import type { PointerArgs, PointerPlace } from '#content/reading.ts'
import { propertyOf, shadowRootOf } from '#content/target/tree.ts'

/** By `MouseEvent.button`. */
const buttons = ['left', 'middle', 'right', 'back', 'forward'] as const

/** How many elements beneath the pointer are looked at. */
const depth = 6

export function placeOf(event: MouseEvent, element: Element | null): PointerPlace {
  const box = element ? propertyOf(element, 'getBoundingClientRect').call(element) : { x: 0, y: 0 }
  const { clientX: x, clientY: y, button } = event
  return { x, y, boxX: box.x, boxY: box.y, button: buttons[button] ?? 'left' }
}

export function pointerArgs(event: MouseEvent, element: Element): PointerArgs {
  const modifiers: PointerArgs['modifiers'] = []
  if (event.altKey) modifiers.push('Alt')
  if (event.ctrlKey) modifiers.push('Control')
  if (event.metaKey) modifiers.push('Meta')
  if (event.shiftKey) modifiers.push('Shift')
  const { x, y, boxX, boxY, button } = placeOf(event, element)
  // Clicks made by a key or by `element.click()` have no place.
  const placed = event.detail > 0 || x !== 0 || y !== 0
  return { button, modifiers, position: placed ? { x: Math.round(x - boxX), y: Math.round(y - boxY) } : null }
}

/** Elements under a point of the viewport, topmost first, seen through shadow roots. */
export function elementsAt(x: number, y: number): Element[] {
  return propertyOf(document, 'elementsFromPoint')
    .call(document, x, y)
    .slice(0, depth)
    .map((element) => innermost(element, x, y))
}

function innermost(element: Element, x: number, y: number): Element {
  const inner = shadowRootOf(element)?.elementFromPoint(x, y)
  return inner && inner !== element ? innermost(inner, x, y) : element
}
