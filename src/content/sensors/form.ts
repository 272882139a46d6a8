import type { Sensor } from './sensor.ts'

export const form: Sensor = {
  name: 'form',
  events: { submit: 'derived' },
  read(event) {
    return event.target instanceof HTMLFormElement ? { kind: 'submit', element: event.target } : null
  },
}
