import { followUps, isShouted, resultOf } from '#signals/prompts.ts'
import type { SignalRule } from '#signals/rule.ts'

export const scoldRule: SignalRule = {
  type: 'scold',
  version: 1,
  finds: 'A request after another one that tells the agent off, by words of a table or in capitals throughout.',
  find: (overview) =>
    followUps(overview)
      .filter(({ scolds }) => scolds)
      .map(({ before, after, text }) => ({
        targetId: resultOf(overview, before),
        atMs: after.startAtMs,
        confidence: isShouted(text) ? 0.6 : 0.75,
        evidence: [before.startId, after.startId],
        text: 'the next request tells it off',
      })),
}
