import type { PointerArgs } from '#content/reading.ts'
import { elementOf, propertyOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

/** By `MouseEvent.button`. */
const buttons = ['left', 'middle', 'right', 'back', 'forward'] as const

export const pointer: Sensor = {
  name: 'pointer',
  events: { pointerdown: 'primary', click: 'primary', auxclick: 'primary', dblclick: 'primary' },
  read(event) {
    const element = elementOf(event)
    if (!element || !(event instanceof MouseEvent)) return null
    if (event.type === 'pointerdown') return { kind: 'press-down', element }
    const args = { element, detail: event.detail, ...argsOf(event, element) }
    return event.type === 'dblclick' ? { kind: 'dblclick', ...args } : { kind: 'click', ...args }
  },
}

function argsOf(event: MouseEvent, element: Element): PointerArgs {
  const modifiers: PointerArgs['modifiers'] = []
  if (event.altKey) modifiers.push('Alt')
  if (event.ctrlKey) modifiers.push('Control')
  if (event.metaKey) modifiers.push('Meta')
  if (event.shiftKey) modifiers.push('Shift')
  const box = propertyOf(element, 'getBoundingClientRect').call(element)
  // Clicks made by a key or by `element.click()` have no place.
  const placed = event.detail > 0 || event.clientX !== 0 || event.clientY !== 0
  return {
    button: buttons[event.button] ?? 'left',
    modifiers,
    position: placed ? { x: Math.round(event.clientX - box.x), y: Math.round(event.clientY - box.y) } : null,
  }
}
