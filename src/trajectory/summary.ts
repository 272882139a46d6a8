import type { Entry } from './entry.ts'
import type { GapReason } from './gap.ts'
import type { Header, PolicySeen } from './header.ts'
import type { Usage } from './policy.ts'

/** The parts of a header that follow from the log. */
export type Summary = Pick<Header, 'agents' | 'policies' | 'counts' | 'redaction' | 'coverage' | 'outcome'>

/** Folds a log into the derived parts of its header, entry by entry, in constant memory. */
export function createSummary(): { add: (entry: Entry) => void; result: () => Summary } {
  const agents = new Map<string, Summary['agents'][number]>()
  const policies = new Map<string, PolicySeen>()
  // Maps, because rule ids come from outside and `__proto__` is no key for an object literal.
  const entries = new Map<string, number>()
  const actions = new Map<string, number>()
  const redaction = new Map<string, number>()
  const coverage = new Map<GapReason, number>()
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
      if (!entry.policy) return
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

function increase<K>(counts: Map<K, number>, key: K, n: number): void {
  counts.set(key, (counts.get(key) ?? 0) + n)
}

function addUsage(total: Usage, usage: Usage | undefined): void {
  for (const [key, value] of Object.entries(usage ?? {}) as [keyof Usage, number | undefined][]) {
    if (value !== undefined) total[key] = (total[key] ?? 0) + value
  }
}
