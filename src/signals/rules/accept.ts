import type { Action } from '#trajectory/action.ts'
import { editedValue, isDeed, isSameElement } from '#signals/deed.ts'
import type { Overview } from '#signals/overview.ts'
import { findOverrides } from '#signals/overrides.ts'
import { followUps } from '#signals/prompts.ts'
import { findRollbacks } from '#signals/rollbacks.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'
import type { Run } from '#signals/run.ts'

export const acceptRule: SignalRule = {
  type: 'accept',
  version: 1,
  finds:
    'A step of an agent that stood when its run had ended well by its own account: the person went on, with the page or with another request, and took none of it back.',
  find(overview) {
    const { runs, stepOf } = overview
    const overrides = findOverrides(overview)
    const rollbacks = findRollbacks(overview)
    const changed = new Set([
      ...overrides.map(({ edit }) => stepOf(edit.id)?.index),
      ...rollbacks.map(({ deed }) => stepOf(deed.id)?.index),
    ])
    const unhappy = new Set([
      ...overrides.flatMap(({ edits }) => edits.map(({ id }) => id)),
      ...rollbacks.map(({ by }) => by.id),
    ])
    const asked = followUps(overview)

    return runs.flatMap((run): Finding[] => {
      if (run.end !== 'success' || run.claim?.success === false) return []
      const next = asked.find(({ before }) => before === run)
      if (next && (next.scolds || next.reads !== 'other')) return []
      const onward = goingOn(overview, run, unhappy) ?? (next ? runs.find((each) => each === next.after) : undefined)
      if (!onward) return []
      const [onwardId, onwardAtMs] = 'startId' in onward ? [onward.startId, onward.startAtMs] : [onward.id, onward.atMs]
      const deeds = overview.actionsOfRun(run).filter(isDeed)
      return [...lastDeedOfEachStep(deeds, overview)].flatMap(([index, deed]): Finding[] => {
        if (changed.has(index) || isSuperseded(deed, deeds)) return []
        return [
          {
            targetId: deed.id,
            atMs: onwardAtMs,
            confidence: editedValue(deed) === undefined ? 0.6 : 0.8,
            evidence: [deed.id, ...(run.endId === null ? [] : [run.endId]), onwardId],
            text: 'the person went on from it',
          },
        ]
      })
    })
  },
}

/** What the person did first on the page after a run that was not about taking something back. */
function goingOn({ actions, runs }: Overview, run: Run, unhappy: ReadonlySet<string>): Action | undefined {
  const nextStart = runs.find(({ startAtMs, id }) => startAtMs > run.endAtMs && id !== run.id)?.startAtMs ?? Infinity
  return actions.find(
    (action) =>
      action.actor === 'human' &&
      isDeed(action) &&
      action.atMs > run.endAtMs &&
      action.atMs < nextStart &&
      !unhappy.has(action.id),
  )
}

function lastDeedOfEachStep(deeds: readonly Action[], { stepOf }: Overview): Map<number, Action> {
  const last = new Map<number, Action>()
  for (const deed of deeds) {
    const index = stepOf(deed.id)?.index
    if (index !== undefined) last.set(index, deed)
  }
  return last
}

/** What the agent itself entered anew later in its run was not what the person went on from. */
function isSuperseded(deed: Action, deeds: readonly Action[]): boolean {
  if (editedValue(deed) === undefined) return false
  return deeds.some((later) => later.atMs > deed.atMs && editedValue(later) !== undefined && isSameElement(later, deed))
}
