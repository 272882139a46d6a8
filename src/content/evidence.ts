import type { Actor, Evidence } from '#trajectory/attribution.ts'
import type { Rank } from './sensors/sensor.ts'
import { eventTimeMs } from './clock.ts'

/** Collects, event by event, what attribution will rest on. */
export interface EvidenceBook {
  /** Evidence as of this event; remembers it as a possible cause of later ones. Asked for once an event. */
  of: (event: Event, rank: Rank) => Evidence
  /** The wheel and the keys by which the browser may be scrolling at this time. */
  scrollInputs: (atMs: number) => ScrollInput[]
}

/** How far an input may scroll along each axis, CSS pixels. */
export interface ScrollInput {
  atMs: number
  x: number
  y: number
}

/** A key this long ago is not what inserted the text. */
const keyBeforeMs = 1000

/** Browsers scroll smoothly; what an input began is over by then. */
const scrollReachMs = 1000

/** Keys by which the browser scrolls, and where to: some to the very end. */
const scrollKeys = new Map([
  ['ArrowUp', [0, -Infinity]],
  ['ArrowDown', [0, Infinity]],
  ['ArrowLeft', [-Infinity, 0]],
  ['ArrowRight', [Infinity, 0]],
  ['PageUp', [0, -Infinity]],
  ['PageDown', [0, Infinity]],
  ['Home', [0, -Infinity]],
  ['End', [0, Infinity]],
  [' ', [0, Infinity]],
])

export function createEvidenceBook(driver: () => Evidence['driver']): EvidenceBook {
  let primaryAtMs = -Infinity
  let syntheticAtMs = -Infinity
  let keyAtMs = -Infinity
  let scrollInputs: ScrollInput[] = []
  // An automated browser says so from the start.
  const { webdriver } = navigator

  return {
    of(event, rank) {
      const atMs = eventTimeMs(event)
      const evidence: Evidence = { events: [event.type], isTrusted: event.isTrusted, primary: rank !== 'derived' }
      if (event instanceof UIEvent) evidence.detail = event.detail
      if (event instanceof PointerEvent) {
        evidence.pointerType = event.pointerType
        evidence.pressure = event.pressure
        // What Enter, Space or `.click()` make is no input of its own, however trusted.
        if (event.type === 'click' && event.detail === 0) evidence.primary = false
      }
      if (event instanceof InputEvent) {
        evidence.inputType = event.inputType
        evidence.insertedLength = event.data?.length ?? 0
        evidence.keyBefore = atMs - keyAtMs <= keyBeforeMs
      }
      evidence.userActivation = navigator.userActivation.isActive
      evidence.hasFocus = document.hasFocus()
      evidence.webdriver = webdriver
      const declared = driver()
      if (declared) evidence.driver = declared
      if (Number.isFinite(primaryAtMs)) evidence.sincePrimaryMs = round(atMs - primaryAtMs)
      if (Number.isFinite(syntheticAtMs)) evidence.sinceSyntheticMs = round(atMs - syntheticAtMs)
      const scrolled = scrollInputs.at(-1)
      if (event.type === 'scroll' && scrolled) evidence.sinceScrollInputMs = round(atMs - scrolled.atMs)
      if (rank === 'motion') return evidence
      if (event.isTrusted && evidence.primary) primaryAtMs = atMs
      if (!event.isTrusted) syntheticAtMs = atMs
      if (event.isTrusted && event.type === 'keydown') keyAtMs = atMs
      const [x = 0, y = 0] = event.isTrusted ? scrollOf(event) : []
      if (x !== 0 || y !== 0)
        scrollInputs = [...scrollInputs.filter((input) => atMs - input.atMs <= scrollReachMs), { atMs, x, y }]
      return evidence
    },
    scrollInputs: (atMs) => scrollInputs.filter((input) => atMs - input.atMs <= scrollReachMs),
  }
}

/** Names who carried out the actions that the evidence points at, as far as it is known. */
export function withActors(evidence: Evidence, verdicts: ReadonlyMap<string, Actor>): Evidence {
  const causeActor = verdicts.get(evidence.causeId ?? '')
  /** The last action of each. */
  const editors = new Map<Actor, string>()
  for (const id of evidence.editorIds ?? []) {
    const actor = verdicts.get(id)
    if (actor) editors.set(actor, id)
  }
  return {
    ...evidence,
    ...(causeActor ? { causeActor } : {}),
    ...(evidence.editorIds ? { editorIds: [...editors.values()], editors: [...editors.keys()] } : {}),
  }
}

/** Where a trusted event may scroll to along each axis; nowhere when it does not scroll. */
function scrollOf(event: Event): number[] {
  // With Shift a wheel turns the other axis, a space bar the other way.
  if (event instanceof WheelEvent)
    return event.shiftKey ? [event.deltaX + event.deltaY, event.deltaX + event.deltaY] : [event.deltaX, event.deltaY]
  if (!(event instanceof KeyboardEvent) || event.type !== 'keydown') return []
  return event.key === ' ' && event.shiftKey ? [0, -Infinity] : (scrollKeys.get(event.key) ?? [])
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
