import type { Action } from '#trajectory/action.ts'
import { editedValue, isSameElement, isUndoing, valueBefore } from './deed.ts'
import type { Overview } from './overview.ts'
import { likeness } from './text.ts'

/** A person who changes more than this long after an agent was done has changed their mind, or works on. */
const atOnceMs = 120_000

/** A person's edit of what an agent entered. */
export interface Override {
  /** The agent's edit. */
  edit: Action
  /** The person's edits of the same element, until an agent edits it again. */
  edits: readonly Action[]
  entered: string
  became: string
  /** `restored`: as it was before the agent; `emptied`; `replaced`; `edited`: much of what the agent entered is left. */
  how: 'restored' | 'emptied' | 'replaced' | 'edited'
}

/** Finds what a person made of what agents entered, soon after. */
export function findOverrides(overview: Overview): Override[] {
  const all = overview.actions.filter((action) => action.surface === 'page' && editedValue(action) !== undefined)
  return all.flatMap((edit, position): Override[] => {
    const entered = editedValue(edit)
    if (edit.actor !== 'agent' || entered === undefined) return []
    const later = all.slice(position + 1).filter((action) => isSameElement(action, edit))
    const next = later.findIndex(({ actor }) => actor !== 'human')
    const edits = next === -1 ? later : later.slice(0, next)
    const [first, last] = [edits[0], edits.at(-1)]
    if (!first || !last) return []
    const run = overview.runOf(edit)
    const doneAtMs = Math.max(edit.endAtMs, run && run.endId !== null ? run.endAtMs : 0)
    if (first.atMs - doneAtMs > atOnceMs) return []
    const became = editedValue(last) ?? ''
    if (became === entered) return []
    return [{ edit, edits, entered, became, how: howOf(valueBefore(overview, edit), edit, entered, became) }]
  })
}

function howOf(before: string | undefined, edit: Action, entered: string, became: string): Override['how'] {
  // A box has two states: the other one is the one from before.
  if (became === before || edit.name === 'check' || edit.name === 'uncheck') return 'restored'
  if (became.trim() === '') return 'emptied'
  const isText = edit.name === 'fill' || edit.name === 'paste' || edit.name === 'cut'
  return isText && likeness(entered, became) >= 0.4 ? 'edited' : 'replaced'
}

/** Whether an agent's entry was taken back by the browser's own undo. */
export function isTakenBack({ edits }: Override): boolean {
  return edits.every(isUndoing)
}
