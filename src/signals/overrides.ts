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
  const laterThan = laterEdits(all)
  return all.flatMap((edit): Override[] => {
    const entered = editedValue(edit)
    if (edit.actor !== 'agent' || entered === undefined) return []
    const edits: Action[] = []
    for (const later of laterThan(edit)) {
      if (!isSameElement(later, edit)) continue
      if (later.actor !== 'human') break
      edits.push(later)
    }
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

/**
 * Those edits that may be of the same element as an earlier one, in time order. By document and node, because a log of a
 * hundred thousand must not be searched for each; those whose node is not known may be any of their document.
 */
function laterEdits(all: readonly Action[]): (edit: Action) => Generator<Action> {
  const positions = new Map(all.map((action, position) => [action, position]))
  const byNode = new Map<string, number[]>()
  const byDocument = new Map<string, number[]>()
  const push = (lists: Map<string, number[]>, key: string, position: number): void => {
    const list = lists.get(key)
    if (list) list.push(position)
    else lists.set(key, [position])
  }
  const nodeKey = ({ documentId, target }: Action): string => `${documentId} ${target?.nodeId ?? ''}`
  for (const [position, action] of all.entries()) {
    push(byNode, nodeKey(action), position)
    push(byDocument, `${action.documentId}`, position)
  }
  return function* (edit) {
    const own = positions.get(edit) ?? 0
    const known = (edit.target?.nodeId ?? null) !== null
    const lists = known
      ? [byNode.get(nodeKey(edit)), byNode.get(`${edit.documentId} `)]
      : [byDocument.get(`${edit.documentId}`)]
    const places = lists.map((list = []) => ({ list, next: after(list, own) }))
    for (;;) {
      const [first, second] = places
      const a = first?.list[first.next] ?? Infinity
      const b = second?.list[second.next] ?? Infinity
      const later = all[Math.min(a, b)]
      if (!later) return
      if (first && a <= b) first.next += 1
      else if (second) second.next += 1
      yield later
    }
  }
}

/** Position of the first of some numbers in order that is greater than another. */
function after(numbers: readonly number[], number: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? Infinity) <= number) low = middle + 1
    else high = middle
  }
  return low
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
