import { editorOf, isEditable } from '#content/field.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

const modifierKeys = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'NumLock', 'Fn', 'OS'])
/** Keys that move the caret inside a text; outside of one they mean something to the page. */
const caretKeys = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'])

export const keyboard: Sensor = {
  name: 'keyboard',
  events: { keydown: 'primary' },
  read(event) {
    const element = elementOf(event)
    // Browsers send a bare Event of this type when they fill a form by themselves.
    if (!element || !(event instanceof KeyboardEvent) || modifierKeys.has(event.key) || event.isComposing) return null
    const editable = isEditable(element)
    const shortcut = event.ctrlKey || event.metaKey || (event.altKey && !event.getModifierState('AltGraph'))
    if (editable && !shortcut) {
      const multiline = !(element instanceof HTMLInputElement)
      const writes =
        event.key.length === 1 || event.key === 'Backspace' || event.key === 'Delete' || event.key === 'Process'
      if (writes || (event.key === 'Enter' && multiline)) return { kind: 'typing', element: editorOf(element) }
      // On a slider they move no caret but the value, and are actions of their own.
      const slider = element instanceof HTMLInputElement && element.type === 'range'
      if ((caretKeys.has(event.key) && !slider) || (multiline && event.key.startsWith('Arrow'))) return null
    }
    // A letter outside of any field is a page's own shortcut; Shift alone does not make one of it.
    return { kind: 'key', element, keyComb: toKeyComb(event) }
  },
}

function toKeyComb(event: KeyboardEvent): string {
  const parts: string[] = []
  if (event.ctrlKey) parts.push('Control')
  if (event.altKey) parts.push('Alt')
  if (event.metaKey) parts.push('Meta')
  if (event.shiftKey && (event.key.length > 1 || parts.length > 0)) parts.push('Shift')
  const key = event.key === ' ' ? 'Space' : event.key
  return [...parts, key.length === 1 && parts.length > 0 ? key.toUpperCase() : key].join('+')
}
