import { resultOf } from '#signals/prompts.ts'
import type { Overview } from '#signals/overview.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'
import type { Run } from '#signals/run.ts'

/** A press that stops a run comes this long before the run says that it was stopped. */
const pressMs = 5000

/** What takes the page away from under an agent. */
const leaving = ['tab_close', 'goto', 'reload']

export const cancelRule: SignalRule = {
  type: 'cancel',
  version: 1,
  finds:
    'A run that says it was cancelled, surer when the person pressed something just before; or one that never ended because the person closed, left or reloaded its page.',
  find: (overview) =>
    overview.runs.flatMap((run): Finding[] => {
      if (run.end === 'none') return leftBy(overview, run)
      if (run.end !== 'cancelled' || run.endId === null) return []
      const press = overview
        .actionsBetween(run.endAtMs - pressMs - 1, run.endAtMs + 1)
        .findLast(
          ({ actor, name, atMs }) =>
            actor === 'human' &&
            ['click', 'dblclick', 'press', 'tap'].includes(name) &&
            atMs <= run.endAtMs &&
            run.endAtMs - atMs <= pressMs,
        )
      return [
        {
          targetId: resultOf(overview, run),
          atMs: run.endAtMs,
          confidence: press ? 0.95 : 0.7,
          evidence: [...(press ? [press.id] : []), run.endId],
          text: press ? 'the person stopped the run' : 'the run says that it was stopped',
        },
      ]
    }),
}

function leftBy(overview: Overview, run: Run): Finding[] {
  const left = overview.actions.find(
    ({ actor, name, tabId, atMs }) =>
      actor === 'human' &&
      leaving.includes(name) &&
      tabId === run.tabId &&
      atMs > run.startAtMs &&
      Math.abs(atMs - run.endAtMs) <= pressMs,
  )
  if (!left) return []
  return [
    {
      targetId: resultOf(overview, run),
      atMs: left.atMs,
      confidence: 0.6,
      evidence: [run.entries.at(-1)?.id ?? run.startId, left.id],
      text: 'the person took its page away while it ran',
    },
  ]
}
