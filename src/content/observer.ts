import type { Observation, OutlineNode } from '#trajectory/observation.ts'
import type { EntryOnTheWay } from '#messages/delivery.ts'
import { isControl, isToggle, notePassword, type Control } from './field.ts'
import { oncePerLook } from './look.ts'
import { deepActiveElement, outlineOf, plainValue, shownValue, type Outline } from './outline.ts'
import { elementOf, propertyOf } from './target/tree.ts'

export interface ObserverOptions {
  sourceId: string
  nodeId: (node: Node) => number | null
  /** Lines the DOM stream has so far; null before it runs. */
  domLines: () => number | null
  changedAtMs: () => number
  /** When the document itself changed last; -Infinity while nobody has seen it change. */
  mutatedAtMs: () => number
}

/** A page may make these as long as it likes; more than this says nothing more. */
const longestTitle = 2000
const longestUrl = 16_000

type ObservationOnTheWay = Extract<EntryOnTheWay, { kind: 'observation' }>

/** Looks at the document and says what is there to see and to use. */
export interface Observer {
  /** What is there to see and to use. */
  outline: () => Outline
  /** Looks now, on behalf of an event at `atMs`. `about` is the element an action is about to change, or has just changed: its value is given as it was before. */
  observe: (reason: Observation['reason'], about: Element | null, atMs: number) => Omit<ObservationOnTheWay, 'id'>
  /** Before an event is read: a person's press or key has changed nothing yet, so the field is as it was. */
  foresee: (event: Event) => void
  /** Keeps the state of the field an event hit, so that it is known after a script has changed it. */
  remember: (event: Event) => void
  /** Keeps the state of a field as it is now. */
  keep: (field: Control) => void
  /** What a field held when it was last looked at. */
  before: (field: Element) => string | null | undefined
}

/** Trusted events that come before any change of a field they are aimed at. */
const earlyTypes = new Set(['pointerdown', 'keydown', 'beforeinput', 'paste', 'compositionstart'])

/** A field as it was: its value unmasked, because masking costs more than remembering. */
interface FieldState {
  value: string | null
  checked: boolean
}

export function createObserver({ sourceId, nodeId, domLines, changedAtMs, mutatedAtMs }: ObserverOptions): Observer {
  const states = new WeakMap<Element, FieldState>()

  function keep(field: Control): void {
    states.set(field, { value: plainValue(field), checked: isToggle(field) && field.checked })
  }

  function remember(event: Event): void {
    const element = elementOf(event)
    if (!element || !isControl(element)) return
    notePassword(element)
    keep(element)
  }

  const outline = oncePerLook((document: Document) => outlineOf(document, nodeId))

  return {
    outline: () => outline(document),
    keep,
    before: (field) => states.get(field)?.value,
    remember,
    foresee(event) {
      if (event.isTrusted && earlyTypes.has(event.type)) remember(event)
    },
    observe(reason, about, atMs) {
      // First: this may find shadow roots.
      const lines = domLines()
      const { nodes: seen, truncated } = outline(document)
      const before = about ? states.get(about) : undefined
      const aboutId = about ? nodeId(about) : null
      const asBefore = (node: OutlineNode): OutlineNode => {
        if (!about || !before || aboutId === null || node.nodeId !== aboutId) return node
        const was = { ...node }
        if (was.value !== undefined && before.value !== null) was.value = shownValue(about, before.value)
        if (isToggle(about)) was.checked = before.checked
        return was
      }
      const focused = deepActiveElement(document)
      const changeAgeMs = Math.max(0, atMs - mutatedAtMs())
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
        outline: seen.map(asBefore),
        outlineTruncated: truncated,
        dom: lines === null ? null : { sourceId, lines },
        ...(Number.isFinite(changeAgeMs) ? { changeAgeMs } : {}),
        changedAtMs: changedAtMs(),
      }
    },
  }
}
