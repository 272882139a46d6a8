import type { Facts, Position } from '#content/reading.ts'
import { draftOf, toMoment, type ActionDraft, type Glimpse, type MergerOptions } from './draft.ts'

/** The page answers a pointer within this time; style sheets and most scripts at once, some after a delay. */
const answerMs = 150
/** What the page answers a pointer with may go on for this long: things fade in. */
const answerTailMs = 600
/** A pointer that has left again sooner only crossed it. */
const crossingMs = 20
/** A page that changed this shortly before is changing by itself. */
export const quietMs = 300

interface Candidate<E> {
  element: E
  position: Position | null
  facts: Facts
  before: Glimpse
  wasQuiet: boolean
  cancelTimer: () => void
}

export interface Hovering<E> {
  /** The pointer moves: its way may lead onto something that answers. */
  approach: (facts: Facts) => void
  /** The pointer came onto another element. */
  enter: (element: E, position: Position | null, facts: Facts) => void
  /** Something else begins: decides now whether the page has answered the pointer. */
  settle: () => void
  /** A button goes down: coming onto what it presses is part of pressing it, unless that only showed under the pointer. */
  press: (element: E) => void
  /** What happens to the page from here on has another cause. */
  drop: () => void
}

/**
 * A pointer that rests on something and makes the page change is an action; one that only passes is none. Style sheets
 * have answered before the first event is heard, so what was seen before is what was seen when the pointer last rested
 * or set out.
 */
export function createHovering<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Hovering<E> {
  let candidate: Candidate<E> | null = null
  /** The last element the pointer came onto. */
  let entered: { atMs: number; wasQuiet: boolean; answered: boolean } | null = null
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

  /** Whether the page stands still, but for what it answered to the pointer's last move. */
  function isQuiet(atMs: number): boolean {
    const changedAtMs = options.mutatedAtMs()
    if (atMs - changedAtMs > quietMs) return true
    if (!entered?.wasQuiet || changedAtMs < entered.atMs) return false
    return atMs <= entered.atMs + answerMs || (entered.answered && changedAtMs <= entered.atMs + answerTailMs)
  }

  return {
    drop,
    settle() {
      const pending = candidate
      drop()
      if (pending) answer(pending)
    },
    press(element) {
      if (candidate?.element === element && options.showed(candidate.before, element)) drop()
    },
    approach({ atMs }) {
      if (!candidate && !seen && atMs - options.mutatedAtMs() > quietMs) look(null, atMs)
    },
    enter(element, position, facts) {
      const { atMs } = facts
      // It has answered already, and the pointer went on, or what it was on moved away from under it.
      if (candidate?.wasQuiet === true && options.mutatedAtMs() >= candidate.facts.atMs) {
        const left = candidate
        drop()
        if (atMs - left.facts.atMs >= crossingMs) answer(left)
      }
      const wasQuiet = isQuiet(atMs)
      const fresh = seen !== null && options.mutatedAtMs() <= seen.atMs
      const passing = candidate
      passing?.cancelTimer()
      // A pointer crossing many elements is one movement, and the page is looked at once for it.
      const before = passing ? passing.before : fresh && seen ? seen.glimpse : look(element, atMs)
      const cancelTimer = options.schedule(() => {
        const rested = candidate
        candidate = null
        if (entered) entered.answered = options.mutatedAtMs() >= entered.atMs
        if (rested) answer(rested)
        look(null, atMs + answerMs)
      }, answerMs)
      candidate = { element, position, facts, before, wasQuiet: passing?.wasQuiet ?? wasQuiet, cancelTimer }
      entered = { atMs, wasQuiet: candidate.wasQuiet, answered: false }
    },
  }
}
