import { findOverrides, isTakenBack } from '#signals/overrides.ts'
import { followUps, resultOf } from '#signals/prompts.ts'
import type { SignalRule } from '#signals/rule.ts'

export const refineRule: SignalRule = {
  type: 'refine',
  version: 1,
  finds:
    'Much of what an agent entered was left when the person edited it within two minutes; or a request that narrows the one before.',
  find: (overview) => [
    ...findOverrides(overview).flatMap((override) => {
      const { edit, edits, how } = override
      if (how !== 'edited' || isTakenBack(override)) return []
      return [
        {
          targetId: edit.id,
          atMs: edits.at(-1)?.atMs ?? edit.atMs,
          confidence: 0.85,
          evidence: [edit.id, ...edits.map(({ id }) => id)],
          text: 'the person edited it',
        },
      ]
    }),
    ...followUps(overview)
      .filter(({ reads, scolds }) => reads === 'narrower' && !scolds)
      .map(({ before, after, confidence }) => ({
        targetId: resultOf(overview, before),
        atMs: after.startAtMs,
        confidence,
        evidence: [before.startId, after.startId],
        text: 'the next request narrows it',
      })),
  ],
}
