import { resultOf } from '#signals/prompts.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'

/** A press that stops a run comes this long before the run says that it was stopped. */
const pressMs = 5000

export const cancelRule: SignalRule = {
  type: 'cancel',
  version: 1,
  finds: 'A run that says it was cancelled; surer when the person pressed something just before.',
  find: (overview) =>
    overview.runs.flatMap((run): Finding[] => {
      if (run.end !== 'cancelled' || run.endId === null) return []
      const press = overview.actions.findLast(
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
