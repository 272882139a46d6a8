import type { Reading } from '#content/reading.ts'
import { isTextField } from '#content/field.ts'
import { elementOf } from '#content/target/tree.ts'
import { elementsAt, placeOf, pointerArgs } from './place.ts'
import type { Sensor } from './sensor.ts'

export const pointer: Sensor = {
  name: 'pointer',
  events: {
    pointerdown: 'primary',
    pointerup: 'primary',
    click: 'primary',
    auxclick: 'primary',
    dblclick: 'primary',
    contextmenu: 'primary',
    pointermove: 'motion',
    pointerover: 'motion',
  },
  // The pointer's way is sampled.
  restsMs: { pointermove: 50 },
  read(event, page) {
    if (!(event instanceof MouseEvent)) return null
    // An agent's pointer is elsewhere: its events say nothing of where the person's lies.
    const moved = event.isTrusted && event.type.startsWith('pointer') && page.moved(event)
    if (event.type === 'pointermove') return move(event)
    const element = elementOf(event)
    if (!element) return null
    switch (event.type) {
      case 'pointerdown':
        return { kind: 'press-down', element, place: placeOf(event, element) }
      case 'pointerup':
        return pressUp(event, element)
      case 'pointerover':
        return moved && isMouse(event) ? enter(event, element) : null
      case 'dblclick':
        return { kind: 'dblclick', element, detail: event.detail, ...pointerArgs(event, element) }
      case 'contextmenu':
        return { kind: 'menu', element, ...pointerArgs(event, element), button: 'right' }
      default: {
        const byTouch = event instanceof PointerEvent && event.pointerType === 'touch'
        return { kind: 'click', element, detail: event.detail, byTouch, ...pointerArgs(event, element) }
      }
    }
  },
}

function isMouse(event: Event): boolean {
  return event.isTrusted && event instanceof PointerEvent && event.pointerType !== 'touch'
}

function enter(event: MouseEvent, element: Element): Reading<Element> {
  const at = { x: event.clientX, y: event.clientY }
  return { kind: 'enter', element, position: pointerArgs(event, element).position, at }
}

function move(event: MouseEvent): Reading<Element> | null {
  return isMouse(event) ? { kind: 'move', x: Math.round(event.clientX), y: Math.round(event.clientY) } : null
}

function pressUp(event: MouseEvent, element: Element): Reading<Element> | null {
  if (event instanceof PointerEvent && event.pointerType === 'touch') return null
  const drawable = element instanceof HTMLCanvasElement || element instanceof SVGElement
  // With the pointer captured, the event names who captured it, not what lies there.
  const elements = elementsAt(event.clientX, event.clientY)
  const place = placeOf(event, elements[0] ?? null)
  const { modifiers } = pointerArgs(event, element)
  return { kind: 'press-up', elements, place, modifiers, selected: hasSelection(), drawable }
}

function hasSelection(): boolean {
  const { activeElement } = document
  if (activeElement && isTextField(activeElement)) {
    const { selectionStart, selectionEnd } = activeElement
    return selectionStart !== null && selectionStart !== selectionEnd
  }
  return getSelection()?.isCollapsed === false
}
