import { editorOf, isEditable, isTextField } from '#content/field.ts'
import type { FieldContent } from '#content/reading.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

/** Kinds of input a pointer changes, on the field itself or in what the browser opens over it. */
const pointed = new Set(['range', 'color', 'number', 'date', 'datetime-local', 'month', 'week', 'time'])

const newLines = new Set(['insertParagraph', 'insertLineBreak'])

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
    const rich = !isTextField(hit)
    const element = rich ? editorOf(hit) : hit
    const breaks = rich && event instanceof InputEvent && newLines.has(event.inputType)
    const after = (): FieldContent => page.content(element)
    if (event.type !== 'input') return { kind: 'typing', element, breaks, rich, after }
    return {
      kind: 'edit',
      element,
      content: page.typed(element, event.isTrusted),
      keeps: page.keeps(element, event),
      breaks,
      rich,
      after,
      byPointer: isPointed(element),
    }
  },
}

export function isPointed(element: Element): boolean {
  return element instanceof HTMLInputElement && pointed.has(element.type)
}
