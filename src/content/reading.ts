import type { Evidence } from '#trajectory/attribution.ts'

/** Facts about the DOM event behind a reading. */
export interface Facts {
  type: string
  atMs: number
  isTrusted: boolean
  /** Evidence as of this event; kept when the event opens an action. */
  evidence: Evidence
  note?: string
}

type Modifier = 'Alt' | 'Control' | 'Meta' | 'Shift'

export interface PointerArgs {
  button: 'left' | 'middle' | 'right' | 'back' | 'forward'
  modifiers: Modifier[]
  position: { x: number; y: number } | null
}

/** A field's content as it may be recorded, with the rule that masked it, if any. */
export interface FieldContent {
  value: string
  rule: string | null
}

/** What a sensor read from one DOM event: raw material, not yet an action. `E` is an element, opaque to the merger. */
export type Reading<E> =
  | { kind: 'press-down'; element: E }
  | ({ kind: 'click'; element: E; detail: number } & PointerArgs)
  | ({ kind: 'dblclick'; element: E; detail: number } & PointerArgs)
  | { kind: 'key'; element: E; keyComb: string }
  | { kind: 'typing'; element: E }
  | { kind: 'edit'; element: E; content: FieldContent }
  | { kind: 'choose'; element: E; options: string[]; values: string[] }
  | { kind: 'toggle'; element: E; checked: boolean }
  | { kind: 'leave'; element: E }
  | { kind: 'submit'; element: E }
  | { kind: 'scroll'; element: E | null; x: number; y: number; fromX: number; fromY: number }
