import type { Action, ActionName, Moment } from '#trajectory/action.ts'
import type { Evidence } from '#trajectory/attribution.ts'
import type { Facts } from '#content/reading.ts'

/** Target and observation as of one instant, taken before the page could react. */
export interface Glimpse {
  /** Stores the observation with the log the first time it is asked for; null when there is none to store. */
  observationId: () => string | null
  /** Describes the element as it was. */
  target: Action['target']
  surface: Action['surface']
  /** The agent that pressing it stops. */
  stops?: string
}

/** An action as the merger finishes it; attribution follows from `opening`. */
export interface ActionDraft {
  name: ActionName
  args: Action['args']
  atMs: number
  endAtMs: number
  glimpse: Glimpse
  opening: Evidence
  moments: Moment[]
  momentsDropped: number
  redacted: Record<string, number>
}

/** What the merger asks of the page. */
export interface MergerOptions<E> {
  /** Takes target and observation now, as of the event at `atMs`. */
  glimpse: (element: E | null, atMs: number) => Glimpse
  /** Describes an element now, without looking at the rest of the page. */
  describe: (element: E) => Action['target']
  emit: (draft: ActionDraft) => string
  /** Whether a click on `outer` is what made `inner` change: the same, an ancestor, or its label. */
  leadsTo: (outer: E, inner: E) => boolean
  /** Whether `next` has taken the place of `field`, which a framework threw away while it was being typed into. */
  succeeds: (field: E, next: E) => boolean
  /** Whether the page has taken this element away. */
  isGone: (element: E) => boolean
  /** When the DOM of the page last changed, epoch milliseconds; -Infinity when it never did. */
  mutatedAtMs: () => number
  /** Whether there is something to see or to use now that the glimpse did not show. */
  showsMore: (glimpse: Glimpse) => boolean
  /** Whether the glimpse showed this element already. */
  showed: (glimpse: Glimpse, element: E) => boolean
  /** Runs later unless cancelled. */
  schedule: (run: () => void, delayMs: number) => () => void
}

/** One kind of action in the making. */
export interface Part {
  /** The action under way; null when there is none. */
  readonly draft: ActionDraft | null
  /** Gives out the action under way. */
  finish: () => void
}

/** Raw events kept per action. */
const momentLimit = 200

export function draftOf(
  name: ActionName,
  args: Action['args'],
  glimpse: Glimpse,
  opening: Facts,
  moments: Moment[],
  endAtMs: number,
): ActionDraft {
  return {
    name,
    args,
    atMs: opening.atMs,
    endAtMs,
    glimpse,
    opening: opening.evidence,
    moments,
    momentsDropped: 0,
    redacted: {},
  }
}

export function toMoment({ type, atMs, isTrusted, note }: Facts): Moment {
  return { type, atMs, isTrusted, ...(note === undefined ? {} : { note }) }
}

export function addMoment(draft: ActionDraft, facts: Facts): void {
  draft.endAtMs = Math.max(draft.endAtMs, facts.atMs)
  if (draft.moments.length < momentLimit) draft.moments.push(toMoment(facts))
  else draft.momentsDropped += 1
}

/** Distance of two places in CSS pixels. */
export function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
