import { editorOf, isEditable, isTextField } from '#content/field.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

/** Kinds of input a pointer changes, on the field itself or in what the browser opens over it. */
const pointed = new Set(['range', 'color', 'number', 'date', 'datetime-local', 'month', 'week', 'time'])

export const typing: Sensor = {
  name: 'typing',
  // `input` is derived: a page can cause a trusted one by `execCommand`.
  events: { beforeinput: 'primary', compositionstart: 'primary', input: 'derived' },
  read(event, page) {
    const hit = elementOf(event)
    if (!hit || !isEditable(hit)) return null
    // Enter in a single-line field announces a line break it will not insert; that key is an action of its own.
    if (event instanceof InputEvent && event.inputType === 'insertLineBreak' && hit instanceof HTMLInputElement)
      return null
    const element = isTextField(hit) ? hit : editorOf(hit)
    return event.type === 'input'
      ? { kind: 'edit', element, content: page.typed(element), byPointer: isPointed(element) }
      : { kind: 'typing', element }
  },
}

function isPointed(element: Element): boolean {
  return element instanceof HTMLInputElement && pointed.has(element.type)
}
