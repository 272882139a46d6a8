import type { Action } from '#trajectory/action.ts'
import { editedValue, isDeed, isSameElement, isUndoing } from '#signals/deed.ts'
import type { Overview } from '#signals/overview.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'
import { burstsOf } from '#signals/typing.ts'

/** Who changes a field later than this has changed their mind. */
const soonMs = 120_000
/** Nor after so much else. */
const soonActions = 200

export const correctionRule: SignalRule = {
  type: 'correction',
  version: 1,
  finds:
    'A person types, deletes more than one character, and types on; or within two minutes gives a field of their own another value. One mistyped character is none.',
  find: (overview) =>
    overview.actions.flatMap((action, position): Finding[] => {
      if (action.actor !== 'human' || action.surface !== 'page' || isUndoing(action)) return []
      const later = changedLater(overview, action, position)
      if (later)
        return [
          {
            targetId: action.id,
            atMs: later.atMs,
            confidence: 0.8,
            evidence: [action.id, later.id],
            text: 'entered anew by the same person',
          },
        ]
      if (action.name !== 'fill' || action.args.value.trim() === '' || !isCorrected(action)) return []
      return [
        {
          targetId: action.id,
          atMs: action.endAtMs,
          confidence: 0.8,
          evidence: [action.id],
          text: 'typed, deleted, typed',
        },
      ]
    }),
}

function isCorrected(fill: Action): boolean {
  const bursts = burstsOf(fill)
  return bursts.some(
    ({ what, atLeast }, i) =>
      what === 'delete' && atLeast >= 2 && bursts[i - 1]?.what === 'insert' && bursts[i + 1]?.what === 'insert',
  )
}

function changedLater({ actions, actionsBetween }: Overview, action: Action, position: number): Action | undefined {
  const value = editedValue(action)
  if (value === undefined || value.trim() === '') return undefined
  const next = actions
    .slice(position + 1, position + 1 + soonActions)
    .find((later) => editedValue(later) !== undefined && isSameElement(later, action))
  const became = next && editedValue(next)
  if (!next || became === undefined || next.actor !== 'human' || isUndoing(next)) return undefined
  if (next.atMs - action.endAtMs > soonMs || became.trim() === '' || became === value) return undefined
  // Going on where one had stopped is no correction; neither is choosing again what was sent off in between.
  if (became.startsWith(value)) return undefined
  const sent = actionsBetween(action.atMs, next.atMs).some((each) => isDeed(each) && each.name === 'submit')
  return sent ? undefined : next
}
