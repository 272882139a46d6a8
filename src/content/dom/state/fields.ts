import { placeholderFor } from '#redaction/field.ts'
import { fieldRule, isControl, isToggle, type Control } from '#content/field.ts'
import { source, eventType, type StateFamily, type StreamMirror, type WriteEvent } from '#content/dom/stream-event.ts'
import { createRotation } from './rotation.ts'

/** Fields compared at one boundary; a page with more has them compared in turns. */
const fieldLimit = 4000

/** Values, choices and checkedness that scripts set. */
export interface Fields extends StateFamily {
  /** rrweb has written the state of this field itself. */
  written: (id: number) => void
}

/** `onState` is told of each field when it is first seen and when it is found changed. */
export function createFields(mirror: StreamMirror, write: WriteEvent, onState: (field: Control) => void): Fields {
  const rotation = createRotation()
  /** State as the stream has it, unmasked: masking costs more than comparing. */
  const streamed = new WeakMap<Control, string>()

  function keep(field: Control): void {
    streamed.set(field, stateOf(field))
    onState(field)
  }

  return {
    meet({ id }, element) {
      if (!isControl(element)) return
      rotation.add(id)
      keep(element)
    },
    written(id) {
      const element = mirror.getNode(id)
      if (element instanceof Element && isControl(element)) keep(element)
    },
    read() {
      rotation.turn(fieldLimit, (id) => {
        const field = mirror.getNode(id)
        if (!(field instanceof Element) || !field.isConnected || !isControl(field)) return false
        if (streamed.get(field) === stateOf(field)) return true
        keep(field)
        const rule = fieldRule(field)
        const text = rule === null || isToggle(field) ? field.value : placeholderFor(rule)
        write(eventType.incremental, { source: source.input, id, text, isChecked: isToggle(field) && field.checked })
        return true
      })
    },
  }
}

function stateOf(field: Control): string {
  return isToggle(field) ? String(field.checked) : field.value
}
