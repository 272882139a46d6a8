import type { FieldContent, Reading, ScrollPlace, TypedContent } from '#content/reading.ts'

/** What a sensor may ask of the page. */
export interface SensorPage {
  /** The field's content as it may be recorded. */
  content: (element: Element) => FieldContent
  /** The same of a field that is being typed into; by a script unless the event is trusted. */
  typed: (element: Element, isTrusted: boolean) => TypedContent
  /** Whether this edit of the field has left anything of what it held before. */
  keeps: (element: Element, event: Event) => boolean
  /** Text that was copied or pasted at this element, as it may be recorded. */
  excerpt: (element: Element, text: string) => FieldContent
  /** Where a scroller stood when it was last looked at; updates the memory. */
  scrollFrom: (scroller: Element | null, x: number, y: number) => ScrollPlace
  /** Whether the pointer has moved since this was last asked. */
  moved: (event: MouseEvent) => boolean
}

/**
 * `primary` events come straight from an input device, `derived` ones follow from something else, and `motion` comes in
 * floods, says only where a pointer is, and causes nothing.
 */
export type Rank = 'primary' | 'derived' | 'motion'

/** One family of DOM events. It reads, and attaches no listener itself. */
export interface Sensor {
  name: string
  /** Event types it listens to; a type has the same rank, and the same rest, in every sensor. */
  events: Readonly<Record<string, Rank>>
  /** Of event types that come in floods: how long nobody listens after one was heard, in milliseconds. */
  restsMs?: Readonly<Record<string, number>>
  read: (event: Event, page: SensorPage) => Reading<Element> | null
}
