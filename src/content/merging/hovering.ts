import type { Facts, Position } from '#content/reading.ts'
import { draftOf, toMoment, type ActionDraft, type Glimpse, type MergerOptions } from './draft.ts'

/** The page answers a pointer within this time; style sheets and most scripts at once, some after a delay. */
const answerMs = 150
/** A page that changed this shortly before is changing by itself. */
const quietMs = 300
/** Looking at the page costs; a pointer crossing many elements is one movement. */
const glimpseEveryMs = 250

interface Candidate<E> {
  element: E
  position: Position | null
  facts: Facts
  glimpse: Glimpse
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

/** A pointer that rests on something and makes the page change is an action; one that only passes is none. */
export function createHovering<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Hovering<E> {
  let candidate: Candidate<E> | null = null
  let seen: { glimpse: Glimpse; atMs: number } | null = null

  function drop(): void {
    candidate?.cancelTimer()
    candidate = null
  }

  function settle(): void {
    if (!candidate) return
    const { element, position, facts, glimpse, wasQuiet } = candidate
    drop()
    const changed = wasQuiet && (options.mutatedAtMs() >= facts.atMs || options.showsMore(glimpse))
    if (!changed) return
    seen = null
    const target = glimpse.target ?? options.describe(element)
    emit(draftOf('hover', { position }, { ...glimpse, target }, facts, [toMoment(facts)], facts.atMs))
  }

  return {
    drop,
    settle,
    enter(element, position, facts) {
      settle()
      const wasQuiet = facts.atMs - options.mutatedAtMs() > quietMs
      if (!seen || facts.atMs - seen.atMs > glimpseEveryMs)
        seen = { glimpse: options.glimpse(element, facts.atMs), atMs: facts.atMs }
      // A glimpse of a moment ago shows the page as it was, but not this target.
      const glimpse = seen.atMs === facts.atMs ? seen.glimpse : { ...seen.glimpse, target: null }
      candidate = { element, position, facts, glimpse, wasQuiet, cancelTimer: options.schedule(settle, answerMs) }
    },
  }
}
