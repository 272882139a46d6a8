import { editorOf, isEditable, isTextField } from '#content/field.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'
import { isPointed } from './typing.ts'

const modifierKeys = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'NumLock', 'Fn', 'OS'])
/** Keys that move the caret inside a text; outside of one they mean something to the page. */
const caretKeys = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'])
/** Keys that change a number, a date or a time. */
const stepKeys = new Set(['ArrowUp', 'ArrowDown'])
/** Keys besides letters that change a text, or begin to: an accent (`Dead`) waits for its letter. */
const writingKeys = new Set(['Backspace', 'Delete', 'Process', 'Dead'])
const sliderKeys = new Set([...caretKeys, ...stepKeys])

export const keyboard: Sensor = {
  name: 'keyboard',
  events: { keydown: 'primary' },
  read(event, page) {
    const element = elementOf(event)
    // Browsers send a bare Event of this type when they fill a form by themselves.
    if (!element || !(event instanceof KeyboardEvent) || modifierKeys.has(event.key) || event.isComposing) return null
    const editable = isEditable(element)
    const shortcut = event.ctrlKey || event.metaKey || (event.altKey && !writesWithAlt(event))
    if (editable && !shortcut) {
      const field = isTextField(element)
      const editor = field ? element : editorOf(element)
      const typing = { kind: 'typing', breaks: false, rich: !field, after: () => page.content(editor) } as const
      const multiline = !(element instanceof HTMLInputElement)
      const slider = !multiline && element.type === 'range'
      const writes = event.key.length === 1 || writingKeys.has(event.key)
      if (writes || (slider && sliderKeys.has(event.key))) return { ...typing, element: editor }
      // Pages send a message by it, or choose from a list that they show beside the text. In an editor it always means something.
      const steps = isPointed(element) && stepKeys.has(event.key)
      const inText = caretKeys.has(event.key) || (multiline && event.key.startsWith('Arrow'))
      if (steps || inText || (event.key === 'Enter' && multiline && field))
        return {
          kind: 'text-key',
          element,
          keyComb: toKeyComb(event),
          taken: () => isTaken(event),
          steps: steps ? { ...typing, element } : null,
        }
    }
    // A letter outside of any field is a page's own shortcut; Shift alone does not make one of it.
    return { kind: 'key', element, keyComb: toKeyComb(event) }
  },
}

/** AltGraph, and Option on a Mac, write what stands on no key of its own. */
function writesWithAlt(event: KeyboardEvent): boolean {
  return event.getModifierState('AltGraph') || (event.key.length === 1 && !/[a-z0-9]/i.test(event.key))
}

/** While its listeners run, whatever happens is their answer to the key. */
function isTaken(event: Event): boolean {
  return event.defaultPrevented || event.eventPhase !== Event.NONE
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
