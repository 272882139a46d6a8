import type { Action } from './action.ts'
import type { Entry } from './entry.ts'

/** An effect this long after an action in the same tab follows from it. */
const causeWindowMs = 2000
/** Two clocks meet here, the page's and the browser's; they may disagree by this much. */
const clockSlackMs = 30

/** What the browser's own interface does is told by itself, and moving the mouse changes nothing. */
export function canCause({ surface, name }: Pick<Action, 'surface' | 'name'>): boolean {
  return surface !== 'browser' && name !== 'pointer_path'
}

/**
 * Names the cause of effects: the last action in the same tab before it, done in the document that was there. Derived
 * from the log in time order, because an action held back for a double click is stored after what it set off.
 */
export async function* withCauses(log: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  const lastAction = new Map<number, { id: string; atMs: number; endAtMs: number }>()
  for await (const entry of log) {
    if (entry.kind === 'action' && entry.tabId !== null && canCause(entry)) lastAction.set(entry.tabId, entry)
    if (entry.kind !== 'effect' || entry.tabId === null) {
      yield entry
      continue
    }
    const action = lastAction.get(entry.tabId)
    const sinceMs = action ? entry.atMs - action.endAtMs : Infinity
    yield { ...entry, causeId: action && sinceMs <= causeWindowMs ? action.id : null }
    // What was done in a document ends with it.
    if (entry.name === 'navigation' && !entry.sameDocument && (action?.endAtMs ?? 0) <= entry.atMs + clockSlackMs)
      lastAction.delete(entry.tabId)
  }
}
