import { findInterventions } from '#signals/interventions.ts'
import type { SignalRule } from '#signals/rule.ts'

export const takeoverRule: SignalRule = {
  type: 'takeover',
  version: 1,
  finds: 'The person acts on the page while a run is open there, and the agent had not asked for it.',
  find: (overview) =>
    findInterventions(overview).map(({ run, deeds, beforeId }) => ({
      targetId: beforeId,
      atMs: deeds[0]?.atMs ?? run.startAtMs,
      confidence: Math.min(0.9, ...deeds.map(({ attribution }) => attribution.confidence)),
      evidence: [run.startId, beforeId, ...deeds.map(({ id }) => id)],
      text: `${deeds.length === 1 ? 'one action' : `${deeds.length} actions`} by the person while the run was open`,
    })),
}
