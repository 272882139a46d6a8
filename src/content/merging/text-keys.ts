import type { Facts, Reading, Typing } from '#content/reading.ts'
import { draftOf, toMoment, type ActionDraft, type Glimpse, type MergerOptions } from './draft.ts'

type TextKey<E> = Extract<Reading<E>, { kind: 'text-key' }>

export interface TextKeys<E> {
  /** A key went down that moves the caret or begins a line, unless the page does something else with it. */
  hold: (reading: TextKey<E>, facts: Facts) => void
  /** The page has had its say. */
  settle: () => void
}

/**
 * Keys that mean nothing beyond the text they are typed into, until the page takes them for itself: Enter that sends a
 * message, arrows that choose from a list beside the text. Whether it did is known once its listeners have run.
 */
export function createTextKeys<E>(
  options: MergerOptions<E>,
  emit: (draft: ActionDraft) => void,
  /** Hears of a key that was left to the field, and changes it. */
  type: (reading: Typing<E>, facts: Facts, glimpse: Glimpse) => void,
): TextKeys<E> {
  let held: { reading: TextKey<E>; facts: Facts; glimpse: Glimpse; cancelTimer: () => void } | null = null

  function settle(): void {
    if (!held) return
    const { reading, facts, glimpse, cancelTimer } = held
    cancelTimer()
    held = null
    if (reading.taken())
      emit(draftOf('press', { key_comb: reading.keyComb }, glimpse, facts, [toMoment(facts)], facts.atMs))
    else if (reading.steps) type(reading.steps, facts, glimpse)
  }

  return {
    settle,
    hold(reading, facts) {
      const glimpse = options.glimpse(reading.element, facts.atMs)
      held = { reading, facts, glimpse, cancelTimer: options.schedule(settle, 0) }
    },
  }
}
