import type { Facts, Reading } from '#content/reading.ts'
import { addMoment, draftOf, toMoment, type ActionDraft, type MergerOptions, type Part } from './draft.ts'

/** A scroll gesture is over when nothing moved for this long. */
const scrollIdleMs = 200

export interface Scrolling<E> extends Part {
  move: (reading: Extract<Reading<E>, { kind: 'scroll' }>, facts: Facts) => void
}

/** One `scroll` per gesture and scroller. */
export function createScrolling<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Scrolling<E> {
  let scroll: { element: E | null; draft: ActionDraft; fromX: number; fromY: number; cancelTimer: () => void } | null =
    null

  function finish(): void {
    if (!scroll) return
    const { draft, cancelTimer } = scroll
    cancelTimer()
    scroll = null
    emit(draft)
  }

  return {
    get draft() {
      return scroll?.draft ?? null
    },
    finish,
    move({ element, x, y, fromX, fromY }, facts) {
      if (scroll && scroll.element !== element) finish()
      if (scroll) {
        scroll.cancelTimer()
        addMoment(scroll.draft, facts)
        scroll.cancelTimer = options.schedule(finish, scrollIdleMs)
      } else {
        const glimpse = options.glimpse(element, facts.atMs)
        const args = { delta_x: 0, delta_y: 0, x, y }
        const draft = draftOf('scroll', args, glimpse, facts, [toMoment(facts)], facts.atMs)
        scroll = { element, fromX, fromY, draft, cancelTimer: options.schedule(finish, scrollIdleMs) }
      }
      scroll.draft.args = { delta_x: x - scroll.fromX, delta_y: y - scroll.fromY, x, y }
    },
  }
}
