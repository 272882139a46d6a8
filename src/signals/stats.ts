import type { Policy, Usage } from '#trajectory/policy.ts'
import type { Signal } from '#trajectory/signal.ts'
import type { Step } from '#trajectory/step.ts'
import { createSummary } from '#trajectory/summary.ts'
import { isDeed } from './deed.ts'
import type { InferredSignal } from '#trajectory/inferred-signal.ts'
import { changeOf, shareOf, type Share } from './interval.ts'
import { outcomesOf, type Outcomes } from './outcomes.ts'
import type { Overview } from './overview.ts'
import type { Rewards } from './rewards.ts'

/** Which model, in which state of training, as it names itself; null where it does not. */
export interface PolicyName {
  model: string | null
  checkpoint: string | null
  policyVersion: string | number | null
}

type Judge = keyof Outcomes

/** What is known of one policy over all trajectories given. */
export interface PolicyStats extends PolicyName {
  /** `model@checkpoint v7`. */
  label: string
  /** Those in which it took a step or was asked; one in which two policies did counts for both. */
  trajectories: number
  /** Trajectories judged a success among those judged, by who judged; `partly` is none. */
  success: Record<Judge, Share>
  runs: number
  /** Steps of agents, and those among them that did something to the page. */
  steps: number
  actions: number
  /** Among `actions`. Where a person said something of a step, only that counts. Undone is rejected. */
  accepted: Share
  rejected: Share
  refined: Share
  /** Times, in all runs. */
  takeovers: number
  cancellations: number
  loops: number
  inferences: number
  usage: Usage
  /** Means over the trajectories that have such a reward; null when none has. */
  processReward: number | null
  outcomeReward: number | null
}

/** How a policy differs from the baseline: differences of shares, each with a 95 % interval; null where one has none. */
export interface PolicyChange {
  accepted: ReturnType<typeof changeOf>
  rejected: ReturnType<typeof changeOf>
  success: Record<Judge, ReturnType<typeof changeOf>>
}

interface Tally extends PolicyName {
  trajectories: number
  judged: Record<Judge, { successes: number; all: number }>
  runs: number
  steps: number
  actions: number
  accepted: number
  rejected: number
  refined: number
  takeovers: number
  cancellations: number
  loops: number
  inferences: number
  usage: Usage
  processRewards: number[]
  outcomeRewards: number[]
}

const judges: readonly Judge[] = ['human', 'validator', 'agent']
const unnamed: PolicyName = { model: null, checkpoint: null, policyVersion: null }

/** Adds up trajectories by policy. */
export function createStats(): {
  add: (overview: Overview, inferred: readonly InferredSignal[], rewards: Rewards) => void
  result: () => PolicyStats[]
} {
  const tallies = new Map<string, Tally>()

  function tallyOf(name: PolicyName): Tally {
    const key = JSON.stringify([name.model, name.checkpoint, name.policyVersion])
    const known = tallies.get(key)
    if (known) return known
    const tally = emptyTally(name)
    tallies.set(key, tally)
    return tally
  }

  return {
    add(overview, inferred, rewards) {
      const seen = new Set<Tally>()
      const steps = overview.steps.filter(({ actor }) => actor === 'agent')
      const byRun = new Map(overview.runs.map((run) => [run, tallyOf(policyOfRun(overview, run.startId))]))
      for (const run of overview.runs) {
        const tally = byRun.get(run)
        if (!tally) continue
        seen.add(tally)
        tally.runs += 1
        const ids = new Set([...run.entries.map(({ id }) => id), ...actionIdsOf(overview, run)])
        const times = (type: Signal['type'] & InferredSignal['type']): number =>
          // One takeover that a person told of and a rule found too is one.
          Math.max(
            given(overview).filter((signal) => signal.type === type && ids.has(signal.targetId ?? '')).length,
            inferred.filter((signal) => signal.type === type && ids.has(signal.targetId)).length,
          )
        tally.takeovers += times('takeover')
        tally.cancellations += times('cancel')
        tally.loops += inferred.filter(({ type, targetId }) => type === 'loop' && ids.has(targetId)).length
      }
      for (const step of steps) {
        const run = overview.runs.find(({ id }) => id === step.runId)
        const tally = step.policy ? tallyOf(nameOf(step.policy)) : ((run && byRun.get(run)) ?? tallyOf(unnamed))
        seen.add(tally)
        tally.steps += 1
        if (!step.actionIds.some((id) => isDeedOf(overview, id))) continue
        tally.actions += 1
        const verdicts = verdictsOn(overview, inferred, step)
        if (verdicts.has('accept')) tally.accepted += 1
        if (verdicts.has('reject') || verdicts.has('undo')) tally.rejected += 1
        if (verdicts.has('refine')) tally.refined += 1
      }
      const summary = createSummary()
      for (const entry of overview.log) summary.add(entry)
      for (const { model, checkpoint, policyVersion, inferences, usage } of summary.result().policies) {
        const tally = tallyOf({ model, checkpoint, policyVersion })
        seen.add(tally)
        tally.inferences += inferences
        for (const [key, n] of Object.entries(usage) as [keyof Usage, number][])
          tally.usage[key] = (tally.usage[key] ?? 0) + n
      }
      const outcomes = outcomesOf(overview)
      for (const tally of seen) {
        tally.trajectories += 1
        for (const judge of judges) {
          const outcome = outcomes[judge]
          if (!outcome) continue
          tally.judged[judge].all += 1
          if (outcome.success === true) tally.judged[judge].successes += 1
        }
        if (rewards.process !== null) tally.processRewards.push(rewards.process)
        if (rewards.outcome) tally.outcomeRewards.push(rewards.outcome.reward)
      }
    },
    result: () =>
      [...tallies.values()]
        // An agent whose model is heard of later leaves an empty tally.
        .filter(({ trajectories }) => trajectories > 0)
        .map(toStats)
        .sort((a, b) => a.label.localeCompare(b.label, 'en')),
  }
}

/** How each rate of a policy differs from those of another one. */
export function changeFrom(policy: PolicyStats, baseline: PolicyStats): PolicyChange {
  const success = (judge: Judge): ReturnType<typeof changeOf> =>
    changeOf(policy.success[judge], baseline.success[judge])
  return {
    accepted: changeOf(policy.accepted, baseline.accepted),
    rejected: changeOf(policy.rejected, baseline.rejected),
    success: { human: success('human'), validator: success('validator'), agent: success('agent') },
  }
}

/** The policy a person names by its label, or by model, checkpoint or version when only one has that. */
export function findPolicy(policies: readonly PolicyStats[], name: string): PolicyStats | undefined {
  const exact = policies.find(({ label }) => label === name)
  if (exact) return exact
  const alike = policies.filter(({ model, checkpoint, policyVersion }) =>
    [model, checkpoint, policyVersion === null ? null : String(policyVersion)].includes(name),
  )
  return alike.length === 1 ? alike[0] : undefined
}

function emptyTally({ model, checkpoint, policyVersion }: PolicyName): Tally {
  const none = (): { successes: number; all: number } => ({ successes: 0, all: 0 })
  return {
    model,
    checkpoint,
    policyVersion,
    trajectories: 0,
    judged: { human: none(), validator: none(), agent: none() },
    runs: 0,
    steps: 0,
    actions: 0,
    accepted: 0,
    rejected: 0,
    refined: 0,
    takeovers: 0,
    cancellations: 0,
    loops: 0,
    inferences: 0,
    usage: {},
    processRewards: [],
    outcomeRewards: [],
  }
}

function toStats({ judged, accepted, rejected, refined, processRewards, outcomeRewards, ...rest }: Tally): PolicyStats {
  const success = (judge: Judge): Share => shareOf(judged[judge].successes, judged[judge].all)
  return {
    label: labelOf(rest),
    ...rest,
    success: { human: success('human'), validator: success('validator'), agent: success('agent') },
    accepted: shareOf(accepted, rest.actions),
    rejected: shareOf(rejected, rest.actions),
    refined: shareOf(refined, rest.actions),
    processReward: mean(processRewards),
    outcomeReward: mean(outcomeRewards),
  }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function labelOf({ model, checkpoint, policyVersion }: PolicyName): string {
  return `${model ?? 'unnamed'}${checkpoint === null ? '' : `@${checkpoint}`}${policyVersion === null ? '' : ` v${policyVersion}`}`
}

function nameOf({ responseModel, requestModel, checkpoint, policyVersion }: Policy): PolicyName {
  return {
    model: responseModel ?? requestModel ?? null,
    checkpoint: checkpoint ?? null,
    policyVersion: policyVersion ?? null,
  }
}

/** The policy a run was asked of: the first it names. */
function policyOfRun({ runs }: Overview, startId: string): PolicyName {
  const policy = runs.find((run) => run.startId === startId)?.entries.find((entry) => entry.policy)?.policy
  return policy ? nameOf(policy) : unnamed
}

function actionIdsOf({ actionsOfRun }: Overview, run: Overview['runs'][number]): string[] {
  return actionsOfRun(run).map(({ id }) => id)
}

function isDeedOf({ entry }: Overview, id: string): boolean {
  const action = entry(id)
  return action?.kind === 'action' && isDeed(action)
}

function given({ log }: Overview): Signal[] {
  return log.filter((entry): entry is Signal => entry.kind === 'signal')
}

const verdictTypes: readonly string[] = ['accept', 'reject', 'refine', 'undo']

/** What is said of a step; where a person said something, only that. */
function verdictsOn(overview: Overview, inferred: readonly InferredSignal[], step: Step): Set<string> {
  const said = given(overview).filter(
    ({ type, targetId }) =>
      verdictTypes.includes(type) && targetId !== null && overview.stepOf(targetId)?.index === step.index,
  )
  if (said.length > 0) return new Set(said.map(({ type }) => type))
  return new Set(
    inferred
      .filter(({ type, stepIndex }) => verdictTypes.includes(type) && stepIndex === step.index)
      .map(({ type }) => type),
  )
}
