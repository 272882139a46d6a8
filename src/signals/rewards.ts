import type { Signal } from '#trajectory/signal.ts'
import type { InferredSignal } from '#trajectory/inferred-signal.ts'
import { outcomesOf } from './outcomes.ts'
import type { Overview } from './overview.ts'
import type { RewardTable } from './reward-table.ts'

/** What an agent's step is worth by the signals about it. */
export interface StepReward {
  stepIndex: number
  /** -1 to 1; null when no signal that counts is about it. */
  process: number | null
  /** What it was made of: given signals by entry id, inferred ones by rule. */
  because: { type: string; by: string; worth: number }[]
}

/** Process and outcome are kept apart: adding them up is for whoever trains. */
export interface Rewards {
  table: string
  steps: StepReward[]
  /** The mean over the steps that have a reward; null when none has. */
  process: number | null
  /** -1 to 1; null when nobody who counts judged the attempt. */
  outcome: { reward: number; by: string } | null
}

/** Rewards of the steps of agents and of the whole attempt, by a table. */
export function rewardsOf(overview: Overview, inferred: readonly InferredSignal[], table: RewardTable): Rewards {
  const given = overview.log.filter((entry): entry is Signal => entry.kind === 'signal')
  const steps = overview.steps
    .filter(({ actor }) => actor === 'agent')
    .map(({ index }): StepReward => {
      const said = given.filter(({ targetId }) => targetId !== null && overview.stepOf(targetId)?.index === index)
      const byPerson = said.flatMap(({ type, id, score, by, confidence }): StepReward['because'] => {
        const worth = type === 'rating' && score !== null ? (2 * score - 1) * table.rating : (table.signals[type] ?? 0)
        const isGiven = by === 'explicit'
        return worth === 0 ? [] : [{ type, by: id, worth: isGiven ? worth : worth * confidence * table.inferredWeight }]
      })
      const byRule = inferred
        .filter(({ stepIndex, confidence }) => stepIndex === index && confidence >= table.leastConfidence)
        .flatMap(({ type, by, confidence }): StepReward['because'] => {
          const worth = (table.signals[type] ?? 0) * confidence * table.inferredWeight
          return worth === 0 ? [] : [{ type, by, worth }]
        })
      const because = [...byPerson, ...(byPerson.length === 0 || table.inferredBesideGiven ? byRule : [])]
      const sum = because.reduce((total, { worth }) => total + worth, 0)
      return { stepIndex: index, process: because.length === 0 ? null : clamp(sum), because }
    })
  const rewarded = steps.flatMap(({ process }) => (process === null ? [] : [process]))
  return {
    table: table.id,
    steps,
    process: rewarded.length === 0 ? null : rewarded.reduce((sum, each) => sum + each, 0) / rewarded.length,
    outcome: outcomeReward(overview, table),
  }
}

function outcomeReward(overview: Overview, table: RewardTable): Rewards['outcome'] {
  const outcomes = outcomesOf(overview)
  for (const by of table.judges) {
    const outcome = outcomes[by]
    if (!outcome) continue
    const { success, score } = outcome
    const worth = table.outcome[by]
    const reward = success === 'partly' ? worth.partly : success ? worth.success : worth.failure
    // Who gave a score for what was partly done has said how much of it.
    const scored =
      success === 'partly' && score !== null ? worth.failure + (worth.success - worth.failure) * score : reward
    return { reward: clamp(scored), by }
  }
  return null
}

function clamp(value: number): number {
  return Math.max(-1, Math.min(1, value))
}
