import type { Action } from '#trajectory/action.ts'
import { firstAt, type Overview } from './overview.ts'

/** A page that is to answer needs this long at least. */
const answerMs = 300

/**
 * Whether the document provably stayed as it was from an action to its next observation: that one says when the document
 * changed last, and nothing else followed. False when nobody knows.
 */
export function stayedStill(overview: Overview, first: Action, last: Action = first): boolean {
  const after = overview.observationAfter(last)
  if (after?.changeAgeMs === undefined || after.atMs - last.endAtMs < answerMs) return false
  if (after.atMs - after.changeAgeMs >= first.atMs) return false
  const { effects } = overview
  for (let i = firstAt(effects, first.atMs); (effects[i]?.atMs ?? Infinity) <= after.atMs; i++)
    if (effects[i]?.tabId === first.tabId && effects[i]?.name !== 'model_request') return false
  return true
}
