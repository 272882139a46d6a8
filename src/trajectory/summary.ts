import type { AgentEntry } from './agent.ts'
import type { Entry } from './entry.ts'
import type { GapReason } from './gap.ts'
import type { Header, PolicySeen } from './header.ts'
import type { Usage } from './policy.ts'

/** The parts of a header that follow from the log. */
export type Summary = Pick<Header, 'agents' | 'policies' | 'counts' | 'redaction' | 'coverage' | 'outcome'>

/** Folds a log into the derived parts of its header, entry by entry; of each inference it keeps no more than its id. */
export function createSummary(): { add: (entry: Entry) => void; result: () => Summary } {
  const agents = new Map<string, Summary['agents'][number]>()
  const policies = new Map<string, PolicySeen>()
  // Maps, because rule ids come from outside and `__proto__` is no key for an object literal.
  const entries = new Map<string, number>()
  const actions = new Map<string, number>()
  const redaction = new Map<string, number>()
  const coverage = new Map<GapReason, number>()
  const inferences = createInferenceCounter()
  let outcome: Summary['outcome'] = null

  return {
    add(entry) {
      increase(entries, entry.kind, 1)
      for (const [rule, n] of Object.entries(entry.redacted ?? {})) increase(redaction, rule, n)
      if (entry.kind === 'action') increase(actions, entry.actor, 1)
      if (entry.kind === 'gap') increase(coverage, entry.reason, 1)
      if (entry.kind === 'outcome')
        outcome = { success: entry.success, score: entry.score, by: entry.by, text: entry.text }
      if (entry.kind !== 'agent') return
      agents.set(JSON.stringify([entry.agent.name, entry.agent.version, entry.agent.instance]), entry.agent)
      if (!entry.policy || !inferences.isNew(entry)) return
      const { provider, responseModel, requestModel, checkpoint, policyVersion } = entry.policy
      const key = JSON.stringify([provider, responseModel, requestModel, checkpoint, policyVersion])
      const seen = policies.get(key) ?? {
        provider: provider ?? null,
        model: responseModel ?? requestModel ?? null,
        requestModel: requestModel ?? null,
        checkpoint: checkpoint ?? null,
        policyVersion: policyVersion ?? null,
        inferences: 0,
        usage: {},
      }
      seen.inferences += 1
      addUsage(seen.usage, entry.usage)
      policies.set(key, seen)
    },
    result: () => ({
      agents: [...agents.values()],
      policies: [...policies.values()],
      counts: { entries: Object.fromEntries(entries), actions: Object.fromEntries(actions) },
      redaction: Object.fromEntries(redaction),
      coverage: Object.fromEntries(coverage),
      outcome,
    }),
  }
}

/** Adapters that hear an inference itself, on its way between page and model, rather than what an agent tells of it. */
const heardOnTheWay = /^(?:openai-compatible|anthropic-messages)@/

/**
 * Tells inferences from repetitions. One that was heard on its way is often told by the agent as well, in its history;
 * the first wins, because it also covers what an agent leaves out. They are the same when the response id is, or, where
 * one of them has none, when the run has one that was heard and not told yet. What failed before it used anything is no
 * inference.
 */
export function createInferenceCounter(): { isNew: (entry: AgentEntry) => boolean } {
  const responses = new Set<string>()
  /** Heard and not told yet, by run. */
  const untold = new Map<string, number>()

  return {
    isNew(entry) {
      if (failed(entry)) return false
      const { channel, runId, policy } = entry
      const response = policy?.responseId
      if (heardOnTheWay.test(channel)) {
        if (response !== undefined) responses.add(response)
        if (runId !== null) increase(untold, runId, 1)
        return true
      }
      const left = runId === null ? 0 : (untold.get(runId) ?? 0)
      const isKnown = response === undefined ? left > 0 : responses.has(response)
      if (isKnown && runId !== null && left > 0) untold.set(runId, left - 1)
      return !isKnown
    },
  }
}

function failed({ event: { value }, usage = {} }: AgentEntry): boolean {
  return typeof value === 'object' && value !== null && 'error.type' in value && Object.keys(usage).length === 0
}

function increase<K>(counts: Map<K, number>, key: K, n: number): void {
  counts.set(key, (counts.get(key) ?? 0) + n)
}

function addUsage(total: Usage, usage: Usage | undefined): void {
  for (const [key, value] of Object.entries(usage ?? {}) as [keyof Usage, number | undefined][]) {
    if (value !== undefined) total[key] = (total[key] ?? 0) + value
  }
}
