import type { Facts, Position, Reading } from '#content/reading.ts'
import { addMoment, draftOf, toMoment, type ActionDraft, type MergerOptions, type Part } from './draft.ts'

/** Browsers scroll a little more than the wheel says, and round. */
const [reachFactor, reachMoreCssPx] = [1.5, 20]

/** A scroll gesture is over when nothing moved for this long. */
const scrollIdleMs = 200

export interface Scrolling<E> extends Part {
  move: (reading: Extract<Reading<E>, { kind: 'scroll' }>, facts: Facts) => void
}

/** Whether the wheel or a key may have scrolled this far along one axis. */
function isWithinReach(movedCssPx: number, inputs: readonly number[]): boolean {
  const same = inputs.filter((input) => input * movedCssPx > 0)
  const reachCssPx = same.reduce((sum, input) => sum + Math.abs(input), 0)
  if (Math.abs(movedCssPx) <= 1) return true
  return same.length > 0 && Math.abs(movedCssPx) <= reachCssPx * reachFactor + reachMoreCssPx
}

/** One `scroll` per gesture and scroller; where a script scrolls in the midst of a gesture, that is one of its own. */
export function createScrolling<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Scrolling<E> {
  let scroll: {
    element: E | null
    draft: ActionDraft
    from: Position
    byInput: boolean
    cancelTimer: () => void
  } | null = null

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
    move({ element, x, y, from, known }, { scrollInputs = [], ...facts }) {
      const byInput =
        scrollInputs.length > 0 &&
        (!known ||
          (isWithinReach(
            x - from.x,
            scrollInputs.map((input) => input.x),
          ) &&
            isWithinReach(
              y - from.y,
              scrollInputs.map((input) => input.y),
            )))
      if (scroll && (scroll.element !== element || scroll.byInput !== byInput)) finish()
      if (scroll) {
        scroll.cancelTimer()
        addMoment(scroll.draft, facts)
        scroll.cancelTimer = options.schedule(finish, scrollIdleMs)
      } else {
        const glimpse = options.glimpse(element, facts.atMs)
        const args = { delta_x: 0, delta_y: 0, x, y }
        const draft = draftOf('scroll', args, glimpse, facts, [toMoment(facts)], facts.atMs)
        if (!byInput) delete draft.opening.sinceScrollInputMs
        scroll = { element, from, byInput, draft, cancelTimer: options.schedule(finish, scrollIdleMs) }
      }
      scroll.draft.args = { delta_x: x - scroll.from.x, delta_y: y - scroll.from.y, x, y }
    },
  }
}
