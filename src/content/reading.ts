import type { Evidence } from '#trajectory/attribution.ts'

/** Facts about the DOM event behind a reading. */
export interface Facts {
  type: string
  atMs: number
  isTrusted: boolean
  /** Evidence as of this event; kept when the event opens an action. */
  evidence: Evidence
  /** Of a scroll: the wheel and the keys by which the browser may have done it. */
  scrollInputs?: { x: number; y: number }[]
  note?: string
}

type Modifier = 'Alt' | 'Control' | 'Meta' | 'Shift'
type Button = 'left' | 'middle' | 'right' | 'back' | 'forward'

/** CSS pixels; from the top left corner of a target's box unless told otherwise. */
export interface Position {
  x: number
  y: number
}

/** CSS pixels x and y, and milliseconds since the action began. */
export type Waypoint = [number, number, number]

/** Where a scroller stood before; where it was never seen, it is taken to have stood at its beginning. */
export interface ScrollPlace {
  from: Position
  known: boolean
}

export interface PointerArgs {
  button: Button
  modifiers: Modifier[]
  position: Position | null
}

/** Where the pointer is in the viewport, and where the box of the element under it begins. */
export interface PointerPlace extends Position {
  button: Button
  boxX: number
  boxY: number
}

/** A field's content as it may be recorded, with the rule that masked it, if any. */
export interface FieldContent {
  value: string
  rule: string | null
}

/**
 * What a field held while it was being typed into: masked at once where a rule is known to forbid it, else by what is
 * known of the field when the edit is over.
 */
export type TypedContent = FieldContent | (() => FieldContent)

export interface FileInfo {
  name: string
  size: number
  type: string
}

/** Something is about to be typed into a field. */
export interface Typing<E> {
  kind: 'typing'
  element: E
  /** Whether it begins a new line of an editor, which a key of its own says. */
  breaks: boolean
  /** A rich editor may change its text by itself, and no event says so. */
  rich: boolean
  after: () => FieldContent
}

/** What a sensor read from one DOM event: raw material, not yet an action. `E` is an element, opaque to the merger. */
export type Reading<E> =
  | { kind: 'press-down'; element: E; place: PointerPlace }
  | {
      kind: 'press-up'
      /** What lies under the pointer, topmost first. */
      elements: E[]
      place: PointerPlace
      modifiers: Modifier[]
      /** Whether text is marked now that was not before. */
      selected: boolean
      /** Whether it happened on a drawing surface, where moving is meant. */
      drawable: boolean
    }
  | { kind: 'move'; x: number; y: number }
  | {
      kind: 'enter'
      element: E
      position: Position | null
      /** Where the pointer is in the viewport. */
      at: Position
    }
  | ({ kind: 'click'; element: E; detail: number; byTouch: boolean } & PointerArgs)
  | ({ kind: 'dblclick'; element: E; detail: number } & PointerArgs)
  | ({ kind: 'menu'; element: E } & PointerArgs)
  | { kind: 'touch-down'; element: E; origin: Position; fingers: ({ id: number } & Position)[] }
  | { kind: 'touch-move'; fingers: ({ id: number } & Position)[] }
  | { kind: 'touch-up'; remaining: number; fingers: ({ id: number } & Position)[] }
  | { kind: 'drag-start'; element: E; place: PointerPlace }
  | { kind: 'drag-over'; element: E; place: PointerPlace }
  | { kind: 'drop'; element: E; place: PointerPlace; types: string[]; files: FileInfo[] }
  | { kind: 'drag-end'; types: string[] }
  | { kind: 'key'; element: E; keyComb: string }
  | {
      kind: 'text-key'
      element: E
      keyComb: string
      /** Whether the page has taken the key for itself, so that it does not do to the text what it else does. */
      taken: () => boolean
      /** What it is when the page leaves it alone and it changes a number or a date; null when it then is nothing. */
      steps: Typing<E> | null
    }
  | Typing<E>
  | {
      kind: 'edit'
      element: E
      content: TypedContent
      /** Whether something of what the field held before is left. */
      keeps: boolean
      breaks: boolean
      rich: boolean
      /** What the field holds whenever it is asked: a page may have its own mind about what was typed. */
      after: () => FieldContent
      /** Whether a pointer alone can change such a field: sliders, colours, dates. */
      byPointer: boolean
    }
  | { kind: 'copy'; element: E; content: FieldContent }
  | {
      kind: 'cut' | 'paste'
      element: E
      content: FieldContent
      types: string[]
      /** The field's content whenever it is asked; null when this is no field. */
      after: () => FieldContent | null
    }
  | { kind: 'choose'; element: E; options: string[]; values: string[] }
  | { kind: 'toggle'; element: E; checked: boolean }
  | { kind: 'upload'; element: E; files: FileInfo[] }
  | { kind: 'leave'; element: E }
  | { kind: 'submit'; element: E }
  | ({ kind: 'scroll'; element: E | null } & Position & ScrollPlace)
