import type { Actor, Evidence } from '#trajectory/attribution.ts'
import type { Rank } from './sensors/sensor.ts'
import { eventTimeMs } from './clock.ts'

/** Collects, event by event, what attribution will rest on. */
export interface EvidenceBook {
  /** Evidence as of this event; remembers it as a possible cause of later ones. Asked for once an event. */
  of: (event: Event, rank: Rank) => Evidence
}

/** A key this long ago is not what inserted the text. */
const keyBeforeMs = 1000

/** Keys by which the browser scrolls. */
const scrollKeys = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
  ' ',
])

export function createEvidenceBook(driver: () => Evidence['driver']): EvidenceBook {
  let primaryAtMs = -Infinity
  let syntheticAtMs = -Infinity
  let keyAtMs = -Infinity
  let scrollInputAtMs = -Infinity
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
      if (event.type === 'scroll' && Number.isFinite(scrollInputAtMs))
        evidence.sinceScrollInputMs = round(atMs - scrollInputAtMs)
      if (rank === 'motion') return evidence
      if (event.isTrusted && evidence.primary) primaryAtMs = atMs
      if (!event.isTrusted) syntheticAtMs = atMs
      if (event.isTrusted && event.type === 'keydown') keyAtMs = atMs
      if (event.isTrusted && isScrollInput(event)) scrollInputAtMs = atMs
      return evidence
    },
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

function isScrollInput(event: Event): boolean {
  return event.type === 'wheel' || (event instanceof KeyboardEvent && scrollKeys.has(event.key))
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
