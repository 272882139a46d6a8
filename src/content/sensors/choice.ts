import { isToggle } from '#content/field.ts'
import { shorten } from '#content/target/role-name.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

/** Kinds of input that say at every key or step that they have changed. */
const stepwise = new Set(['number', 'date', 'datetime-local', 'month', 'week', 'time'])

export const choice: Sensor = {
  name: 'choice',
  events: { change: 'derived' },
  read(event, page) {
    const element = elementOf(event)
    if (!element) return null
    if (isToggle(element)) return { kind: 'toggle', element, checked: element.checked }
    if (element instanceof HTMLSelectElement) {
      const chosen = [...element.selectedOptions]
      const { value, rule } = page.content(element)
      if (rule !== null) return { kind: 'choose', element, options: [value], values: [value] }
      return {
        kind: 'choose',
        element,
        options: chosen.map((option) => shorten(option.label)),
        values: chosen.map((option) => option.value),
      }
    }
    // For a text field the change was read from its input events; this is the commit.
    return isStepwise(element) ? null : { kind: 'leave', element }
  },
}

function isStepwise(element: Element): boolean {
  return element instanceof HTMLInputElement && stepwise.has(element.type)
}
