import type { OutcomeSummary } from '#trajectory/outcome.ts'
import type { Overview } from './overview.ts'

/** What each judge says last; null where one says nothing. They are kept apart and never merged. */
export type Outcomes = Record<OutcomeSummary['by'], OutcomeSummary | null>

/** Judgements from the log, and the agent's own claim at the end of its last run. */
export function outcomesOf({ log, runs }: Overview): Outcomes {
  const outcomes: Outcomes = { human: null, validator: null, agent: null }
  const claim = runs.findLast((run) => run.claim !== null)?.claim
  if (claim) outcomes.agent = { success: claim.success, score: null, by: 'agent', text: claim.text }
  for (const entry of log)
    if (entry.kind === 'outcome')
      outcomes[entry.by] = { success: entry.success, score: entry.score, by: entry.by, text: entry.text }
  return outcomes
}
