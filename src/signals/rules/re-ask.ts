import { followUps, resultOf } from '#signals/prompts.ts'
import type { SignalRule } from '#signals/rule.ts'

export const reAskRule: SignalRule = {
  type: 're-ask',
  version: 1,
  finds: 'The same request again, in the same or other words, to the same agent.',
  find: (overview) =>
    followUps(overview)
      .filter(({ reads }) => reads === 'same')
      .map(({ before, after, confidence, overlap }) => ({
        targetId: resultOf(overview, before),
        atMs: after.startAtMs,
        confidence,
        evidence: [before.startId, after.startId],
        text: `asked again, ${Math.round(overlap.similarity * 100)} % alike`,
      })),
}
