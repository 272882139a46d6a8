import { isUndoing, valueBefore } from '#signals/deed.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'
import { burstsOf, longestPauseMs } from '#signals/typing.ts'

/** Nobody looks for a key this long. */
const pauseMs = 5000

export const hesitationRule: SignalRule = {
  type: 'hesitation',
  version: 1,
  finds:
    'A person stops for five seconds or more in the middle of typing, or deletes again all that they typed into a field.',
  find: (overview) =>
    overview.actions.flatMap((action): Finding[] => {
      if (action.actor !== 'human' || action.name !== 'fill' || action.surface !== 'page' || isUndoing(action))
        return []
      const stoppedMs = longestPauseMs(action)
      const bursts = burstsOf(action)
      const before = valueBefore(overview, action) ?? ''
      const isGone =
        bursts[0]?.what === 'insert' &&
        bursts[0].events >= 3 &&
        bursts.at(-1)?.what === 'delete' &&
        (action.args.value === '' || action.args.value === before)
      if (stoppedMs < pauseMs && !isGone) return []
      return [
        {
          targetId: action.id,
          atMs: action.endAtMs,
          confidence: 0.7,
          evidence: [action.id],
          text: isGone ? 'typed and deleted again' : `stopped for ${Math.round(stoppedMs / 1000)} s while typing`,
        },
      ]
    }),
}
