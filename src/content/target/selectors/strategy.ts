import type { Selector } from '#trajectory/target.ts'

/** What a strategy may use without computing it again. */
export interface Described {
  element: Element
  root: Document | ShadowRoot
  role: string | null
  name: string
  text: string
  testId: { attribute: string; value: string } | null
}

/** One way of finding an element again. Null when it does not apply. */
export interface SelectorStrategy {
  kind: Selector['kind']
  select: (described: Described) => { value: string; unique: boolean } | null
}
