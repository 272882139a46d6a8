import type { Observation } from '#trajectory/observation.ts'
import type { EntryOnTheWay } from '#messages/delivery.ts'
import { isTextField } from './field.ts'
import { deepActiveElement, outlineOf, visibleValue } from './outline.ts'
import { elementOf, propertyOf } from './target/tree.ts'

export interface ObserverOptions {
  sourceId: string
  nodeId: (node: Node) => number | null
  /** Lines the DOM stream has so far; null before it runs. */
  domLines: () => number | null
  changedAtMs: () => number
}

/** A page may make these as long as it likes; more than this says nothing more. */
const longestTitle = 2000
const longestUrl = 16_000

type ObservationOnTheWay = Extract<EntryOnTheWay, { kind: 'observation' }>

/** Looks at the document and says what is there to see and to use. */
export interface Observer {
  /** Looks now, on behalf of an event at `atMs`. `about` is the element an action is about to change, or has just changed: its value is given as it was before. */
  observe: (reason: Observation['reason'], about: Element | null, atMs: number) => Omit<ObservationOnTheWay, 'id'>
  /** Keeps the value of the field an event hit, so that it is known after a script has changed it. */
  remember: (event: Event | null) => void
}

export function createObserver({ sourceId, nodeId, domLines, changedAtMs }: ObserverOptions): Observer {
  const values = new WeakMap<Element, string>()

  return {
    observe(reason, about, atMs) {
      const { nodes, truncated } = outlineOf(document, nodeId)
      const before = about ? values.get(about) : undefined
      const aboutId = about ? nodeId(about) : null
      if (before !== undefined && aboutId !== null) {
        for (const node of nodes) if (node.nodeId === aboutId && node.value !== undefined) node.value = before
      }
      const focused = deepActiveElement(document)
      const lines = domLines()
      return {
        kind: 'observation',
        atMs,
        provenance: 'observed',
        reason,
        url: location.href.slice(0, longestUrl),
        title: propertyOf(document, 'title').slice(0, longestTitle),
        viewport: { width: window.innerWidth, height: window.innerHeight, deviceScaleFactor: window.devicePixelRatio },
        scroll: { x: Math.round(window.scrollX), y: Math.round(window.scrollY) },
        focus: focused ? nodeId(focused) : null,
        outline: nodes,
        outlineTruncated: truncated,
        dom: lines === null ? null : { sourceId, lines },
        changedAtMs: changedAtMs(),
      }
    },
    remember(event) {
      const element = event ? elementOf(event) : null
      if (element && isTextField(element)) values.set(element, visibleValue(element) ?? '')
    },
  }
}
