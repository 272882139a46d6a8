import type { FieldContent, Reading } from '#content/reading.ts'

/** What a sensor may ask of the page. */
export interface SensorPage {
  /** The field's content as it may be recorded. */
  content: (element: Element) => FieldContent
  /** Where a scroller stood when it was last looked at; updates the memory. */
  scrollFrom: (scroller: Element | null, x: number, y: number) => { x: number; y: number }
}

/** One family of DOM events. It reads, and attaches no listener itself. */
export interface Sensor {
  name: string
  /** Event types it listens to; `primary` ones come straight from an input device. */
  events: Readonly<Record<string, 'primary' | 'derived'>>
  read: (event: Event, page: SensorPage) => Reading<Element> | null
}
