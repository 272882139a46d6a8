import type { Action } from '#trajectory/action.ts'
import { editedValue, isDeed, isUndoing } from './deed.ts'
import type { Overview } from './overview.ts'
import { hasPhrase, tokensOf } from './text.ts'
import { phrasesOf } from './words.ts'

/** What is taken back later than this was not just made. */
const justMs = 60_000

/** Something that takes back what was just done. */
export interface Rollback {
  /** What was taken back. */
  deed: Action
  /** What took it back. */
  by: { id: string; atMs: number }
  how: string
  confidence: number
}

/** Finds undo keys, undo, cancel and delete buttons, going back from where an agent went, and what agents say. */
export function findRollbacks(overview: Overview): Rollback[] {
  const { actions, log } = overview
  const found: Rollback[] = []
  for (const [position, action] of actions.entries()) {
    // What a person did in an agent's own panel is told by the run.
    if (action.surface === 'agent-ui') continue
    if (!isUndoKey(action) && action.name !== 'click' && action.name !== 'go_back') continue
    const before = recentDeeds(actions, position)
    const last = before.at(-1)
    if (isUndoKey(action)) {
      const isMore = last && isUndoKey(last)
      const deed = before.findLast((each) => each.documentId === action.documentId && editedValue(each) !== undefined)
      if (deed && !isMore) found.push({ deed, by: action, how: 'undo key', confidence: 0.9 })
    } else if (action.name === 'click') {
      const rollback = last && byButton(action, before, last)
      if (rollback) found.push(rollback)
    } else if (action.name === 'go_back' && action.actor === 'human') {
      const deed = agentsWay(overview, action, position)
      if (deed) found.push({ deed, by: action, how: 'went back from where the agent had gone', confidence: 0.8 })
    }
  }
  for (const entry of log) {
    if (entry.kind !== 'agent' || entry.event.name !== 'recorder.undo') continue
    const { value } = entry.event
    const callId = typeof value === 'object' && value !== null && 'toolCallId' in value ? value.toolCallId : undefined
    const deed = actions.findLast(
      (action) => action.atMs < entry.atMs && overview.callOf(action)?.id === callId && isDeed(action),
    )
    if (deed) found.push({ deed, by: entry, how: 'the agent says that its call was undone', confidence: 0.7 })
  }
  return found
}

/** What was done in the same tab within the last minute before an action, in time order. */
function recentDeeds(actions: readonly Action[], position: number): Action[] {
  const action = actions[position]
  const recent: Action[] = []
  for (let i = position - 1; action && i >= 0; i--) {
    const deed = actions[i]
    // An action may last; what began long before is over all the same.
    if (!deed || action.atMs - deed.atMs > 2 * justMs) break
    if (deed.tabId === action.tabId && isDeed(deed) && !isUndoing(deed) && action.atMs - deed.endAtMs <= justMs)
      recent.unshift(deed)
  }
  return recent
}

function isUndoKey({ name, args }: Action): boolean {
  return name === 'press' && 'key_comb' in args && /^(?:Control|Meta)\+z$/i.test(args.key_comb)
}

function byButton(click: Action, before: readonly Action[], last: Action): Rollback | undefined {
  const label = click.target?.name ?? ''
  if (label === '' || label.length > 80) return undefined
  const says = (kind: 'undoing' | 'cancelling' | 'deleting'): string | undefined =>
    phrasesOf(kind).find((phrase) => hasPhrase(label, phrase))
  const undo = says('undoing')
  if (undo !== undefined) return { deed: last, by: click, how: `"${undo}" button`, confidence: 0.8 }
  const remove = says('deleting')
  if (remove !== undefined) {
    const thing = tokensOf(label).filter((word) => !tokensOf(remove).includes(word) && word.length > 1)
    const made = before.slice(-3).some((deed) => {
      const words = tokensOf(`${editedValue(deed) ?? ''} ${deed.name === 'click' ? (deed.target?.name ?? '') : ''}`)
      return thing.length > 0 && thing.every((word) => words.includes(word))
    })
    return made
      ? { deed: last, by: click, how: `"${remove}" button of what was just made`, confidence: 0.8 }
      : undefined
  }
  const cancel = says('cancelling')
  const edit = before.findLast((deed) => deed.documentId === click.documentId)
  if (cancel === undefined || !edit || editedValue(edit) === undefined) return undefined
  return { deed: edit, by: click, how: `"${cancel}" button after something was entered`, confidence: 0.7 }
}

/** The agent's action that led to the page a person goes back from, when nothing was done there. */
function agentsWay({ actions, effects, entry }: Overview, back: Action, position: number): Action | undefined {
  const arrival = effects.findLast(
    (effect) =>
      effect.name === 'navigation' &&
      effect.tabId === back.tabId &&
      effect.atMs < back.atMs - 1 &&
      effect.causeId !== null,
  )
  if (!arrival?.causeId || back.atMs - arrival.atMs > justMs) return undefined
  const deed = entry(arrival.causeId)
  const done = actions
    .slice(0, position)
    .some((action) => action.tabId === back.tabId && action.atMs > arrival.atMs && isDeed(action))
  return deed?.kind === 'action' && deed.actor === 'agent' && !done ? deed : undefined
}
