import { findInterventions } from '#signals/interventions.ts'
import type { Finding, SignalRule } from '#signals/rule.ts'

export const handBackRule: SignalRule = {
  type: 'hand-back',
  version: 1,
  finds: 'After a takeover the agent goes on in the same run. It is about what the agent does then.',
  find: (overview) =>
    findInterventions(overview).flatMap(({ deeds, after }): Finding[] =>
      after === null
        ? []
        : [
            {
              targetId: after.id,
              atMs: after.atMs,
              confidence: 0.8,
              evidence: [...deeds.slice(-1).map(({ id }) => id), after.id],
              text: 'the agent goes on',
            },
          ],
    ),
}
