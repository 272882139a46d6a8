import type { Facts, Position } from '#content/reading.ts'
import { draftOf, toMoment, type ActionDraft, type Glimpse, type MergerOptions } from './draft.ts'

/** The page answers a pointer within this time; style sheets and most scripts at once, some after a delay. */
const answerMs = 150
/** A page that changed this shortly before is changing by itself. */
const quietMs = 300

interface Candidate<E> {
  element: E
  position: Position | null
  facts: Facts
  before: Glimpse
  wasQuiet: boolean
  cancelTimer: () => void
}

export interface Hovering<E> {
  /** The pointer came onto another element. */
  enter: (element: E, position: Position | null, facts: Facts) => void
  /** Something else begins: decides now whether the page has answered the pointer. */
  settle: () => void
  /** What happens to the page from here on has another cause. */
  drop: () => void
}

/**
 * A pointer that rests on something and makes the page change is an action; one that only passes is none. Style sheets
 * have answered before the first event is heard, so what was seen before is what was seen when the pointer last rested.
 */
export function createHovering<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Hovering<E> {
  let candidate: Candidate<E> | null = null
  let seen: { glimpse: Glimpse; atMs: number } | null = null

  function drop(): void {
    candidate?.cancelTimer()
    candidate = null
    seen = null
  }

  function look(element: E | null, atMs: number): Glimpse {
    seen = { glimpse: options.glimpse(element, atMs), atMs }
    return seen.glimpse
  }

  function answer({ element, position, facts, before, wasQuiet }: Candidate<E>): void {
    const answered = wasQuiet && (options.mutatedAtMs() >= facts.atMs || options.showsMore(before))
    if (!answered) return
    const glimpse = { ...before, target: options.describe(element) }
    emit(draftOf('hover', { position }, glimpse, facts, [toMoment(facts)], facts.atMs))
  }

  return {
    drop,
    settle() {
      const pending = candidate
      drop()
      if (pending) answer(pending)
    },
    enter(element, position, facts) {
      const { atMs } = facts
      // It has answered already, and the pointer went on, or what it was on moved away from under it.
      if (candidate?.wasQuiet === true && options.mutatedAtMs() >= candidate.facts.atMs) {
        const left = candidate
        drop()
        answer(left)
      }
      const wasQuiet = atMs - options.mutatedAtMs() > quietMs
      const fresh = seen !== null && options.mutatedAtMs() <= seen.atMs
      const passing = candidate
      passing?.cancelTimer()
      // A pointer crossing many elements is one movement, and the page is looked at once for it.
      const before = passing ? passing.before : fresh && seen ? seen.glimpse : look(element, atMs)
      const cancelTimer = options.schedule(() => {
        const rested = candidate
        candidate = null
        if (rested) answer(rested)
        look(null, atMs + answerMs)
      }, answerMs)
      candidate = { element, position, facts, before, wasQuiet: passing?.wasQuiet ?? wasQuiet, cancelTimer }
    },
  }
}
