import type { Action } from '#trajectory/action.ts'
import type { Facts, Position, Reading, Waypoint } from '#content/reading.ts'
import { addMoment, distance, draftOf, toMoment, type ActionDraft, type Glimpse, type MergerOptions } from './draft.ts'

/** A finger is never quite still. */
const stillDistance = 10
/** Fingers that end this much nearer or farther apart than they began have pinched. */
const leastPinch = 0.1
/** The browser makes the click of a tap within this time, unless the page forbade it. */
const clickAfterMs = 350
const pathLimit = 300

interface Touch {
  glimpse: Glimpse
  facts: Facts
  draftMoments: Facts[]
  starts: Map<number, Position>
  ends: Map<number, Position>
  path: Waypoint[]
  /** The box of the element when the first finger came down. */
  origin: Position
  panned: boolean
}

export interface Touching<E> {
  /** A finger came down; `glimpse` was taken when the pointer did, if it did. */
  down: (glimpse: Glimpse | null, reading: Extract<Reading<E>, { kind: 'touch-down' }>, facts: Facts) => void
  move: (fingers: Finger[], facts: Facts) => void
  up: (remaining: number, facts: Facts) => void
  /** The page scrolled under the finger: that is the action. */
  pan: () => void
  /** The click of the tap came. */
  clicked: () => void
  flush: () => void
}

/** One finger's place in the viewport, CSS pixels. */
export interface Finger extends Position {
  id: number
}

/** Fingers: swipes, pinches, and the taps a page keeps the browser from turning into clicks. */
export function createTouching<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Touching<E> {
  let touch: Touch | null = null
  let tap: { draft: ActionDraft; cancelTimer: () => void } | null = null

  function flush(): void {
    if (!tap) return
    const { draft, cancelTimer } = tap
    cancelTimer()
    tap = null
    emit(draft)
  }

  function draftFrom(from: Touch, name: ActionDraft['name'], args: Action['args'], facts: Facts): ActionDraft {
    const draft = draftOf(name, args, from.glimpse, from.facts, [toMoment(from.facts)], facts.atMs)
    for (const moment of from.draftMoments) addMoment(draft, moment)
    return draft
  }

  return {
    flush,
    down(glimpse, { element, origin, fingers }, facts) {
      if (touch) touch.draftMoments.push(facts)
      else {
        flush()
        touch = {
          glimpse: glimpse ?? options.glimpse(element, facts.atMs),
          facts,
          draftMoments: [],
          starts: new Map(),
          ends: new Map(),
          path: [],
          origin,
          panned: false,
        }
      }
      for (const { id, x, y } of fingers) {
        touch.starts.set(id, { x: x - origin.x, y: y - origin.y })
        touch.ends.set(id, { x: x - origin.x, y: y - origin.y })
      }
    },
    move(fingers, facts) {
      if (!touch) return
      for (const { id, x, y } of fingers) touch.ends.set(id, { x: x - touch.origin.x, y: y - touch.origin.y })
      const [first] = fingers
      if (first && touch.path.length < pathLimit)
        touch.path.push([
          Math.round(first.x - touch.origin.x),
          Math.round(first.y - touch.origin.y),
          Math.round(facts.atMs - touch.facts.atMs),
        ])
    },
    up(remaining, facts) {
      if (!touch) return
      touch.draftMoments.push(facts)
      if (remaining > 0) return
      const from = touch
      touch = null
      const starts = [...from.starts.values()]
      const ends = [...from.ends.values()]
      const [start, secondStart] = starts
      const [end, secondEnd] = ends
      if (!start || !end) return
      if (secondStart && secondEnd) {
        const scale = distance(end, secondEnd) / Math.max(1, distance(start, secondStart))
        if (Math.abs(scale - 1) > leastPinch) {
          const center = rounded({ x: (start.x + secondStart.x) / 2, y: (start.y + secondStart.y) / 2 })
          emit(draftFrom(from, 'pinch', { scale: Math.round(scale * 1000) / 1000, center }, facts))
          return
        }
      }
      if (distance(start, end) > stillDistance) {
        if (from.panned) return
        const args = { from_position: rounded(start), to_position: rounded(end), path: from.path }
        emit(draftFrom(from, 'swipe', args, facts))
        return
      }
      const draft = draftFrom(from, 'tap', { position: rounded(start), fingers: starts.length }, facts)
      tap = { draft, cancelTimer: options.schedule(flush, clickAfterMs) }
    },
    pan() {
      if (touch) touch.panned = true
    },
    clicked() {
      tap?.cancelTimer()
      tap = null
    },
  }
}

function rounded({ x, y }: Position): Position {
  return { x: Math.round(x), y: Math.round(y) }
}
