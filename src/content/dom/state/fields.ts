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
  /** An event says that this field has been changed; false when it is none of the stream's. */
  input: (field: Element) => boolean
  /** Writes the values of the fields that were changed, unless the stream has them. */
  writeInput: () => void
}

/** `onState` is told of each field when it is first seen and when it is found changed. */
export function createFields(mirror: StreamMirror, write: WriteEvent, onState: (field: Control) => void): Fields {
  const rotation = createRotation()
  /** State as the stream has it, unmasked: masking costs more than comparing. */
  const streamed = new WeakMap<Control, string>()
  /** Fields that events have told of since, with their ids. */
  let changed = new Map<Control, number>()

  function keep(field: Control): void {
    streamed.set(field, stateOf(field))
    onState(field)
  }

  function compare(id: number, field: Control): void {
    if (streamed.get(field) === stateOf(field)) return
    keep(field)
    const rule = fieldRule(field)
    const text = rule === null || isToggle(field) ? field.value : placeholderFor(rule)
    write(eventType.incremental, { source: source.input, id, text, isChecked: isToggle(field) && field.checked })
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
    input(field) {
      if (!isControl(field)) return false
      if (changed.has(field)) return true
      const id = mirror.getId(field)
      if (id > 0) changed.set(field, id)
      return id > 0
    },
    writeInput() {
      if (changed.size === 0) return
      const fields = changed
      // First: what is written asks again.
      changed = new Map()
      for (const [field, id] of fields) compare(id, field)
    },
    read() {
      rotation.turn(fieldLimit, (id) => {
        const field = mirror.getNode(id)
        if (!(field instanceof Element) || !field.isConnected || !isControl(field)) return false
        compare(id, field)
        return true
      })
    },
  }
}

function stateOf(field: Control): string {
  return isToggle(field) ? String(field.checked) : field.value
}
