import { editorOf, isEditable, isTextField } from '#content/field.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

export const focus: Sensor = {
  name: 'focus',
  events: { focusout: 'derived' },
  read(event) {
    const element = elementOf(event)
    if (!element || !isEditable(element)) return null
    return { kind: 'leave', element: isTextField(element) ? element : editorOf(element) }
  },
}
