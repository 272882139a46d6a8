import type { Action } from '#trajectory/action.ts'
import { isSameElement } from './deed.ts'
import type { Overview } from './overview.ts'

/** Presses further apart than this are not in anger. */
const quickMs = 1000
/** So many presses in a row on what does not answer. */
const manyPresses = 4

/** Several presses in a row on one element. */
export interface Volley {
  presses: readonly Action[]
  /** How often the button went down; a double click counts two. */
  count: number
}

/** Finds where a person pressed the same element again and again without a pause. */
export function findVolleys({ actions }: Overview): Volley[] {
  const volleys: Action[][] = []
  for (const action of actions) {
    if (!isPress(action)) {
      volleys.push([])
      continue
    }
    const last = volleys.at(-1)?.at(-1)
    if (last && isSameElement(last, action) && action.atMs - last.endAtMs <= quickMs) volleys.at(-1)?.push(action)
    else volleys.push([action])
  }
  return volleys
    .map((presses) => ({ presses, count: presses.reduce((sum, press) => sum + countOf(press), 0) }))
    .filter(({ count }) => count >= manyPresses)
}

/** A plain press of a person on the page. */
export function isPress(action: Action): boolean {
  if (action.actor !== 'human' || action.surface !== 'page') return false
  if (action.name === 'tap') return action.args.fingers === 1
  return (
    (action.name === 'click' || action.name === 'dblclick') &&
    action.args.button === 'left' &&
    action.args.modifiers.length === 0
  )
}

function countOf({ moments }: Action): number {
  return Math.max(1, moments.filter(({ type }) => type === 'click').length)
}
