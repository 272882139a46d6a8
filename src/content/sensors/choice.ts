import { isToggle } from '#content/field.ts'
import { shorten } from '#content/target/role-name.ts'
import { elementOf } from '#content/target/tree.ts'
import type { Sensor } from './sensor.ts'

const dates = new Set(['date', 'datetime-local', 'month', 'week', 'time'])

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
    // For a text field the change was read from its input events; this is the commit. Of a date it comes with each digit.
    return isDate(element) ? null : { kind: 'leave', element }
  },
}

function isDate(element: Element): boolean {
  return element instanceof HTMLInputElement && dates.has(element.type)
}
