import type { Entry } from '#trajectory/entry.ts'
import type { Header } from '#trajectory/header.ts'
import type { InferredSignal } from '#trajectory/inferred-signal.ts'
import { createOverview, type Overview } from './overview.ts'
import { signalRules } from './rules/registry.ts'

/** Everything the rules find in a log in time order. Given signals stay what they are: where both speak, both stand. */
export async function inferSignals(header: Header, log: readonly Entry[]): Promise<InferredSignal[]> {
  return signalsOf(await createOverview(header, log))
}

/** The same of a log that has been looked over. */
export function signalsOf(overview: Overview): InferredSignal[] {
  const order = new Map(overview.log.map(({ id }, position) => [id, position]))
  const position = (id: string): number => order.get(id) ?? Infinity
  const signals = signalRules.flatMap(({ type, version, find }) =>
    find(overview).map((finding): InferredSignal => ({
      type,
      by: `${type}@${version}`,
      stepIndex: overview.stepOf(finding.targetId)?.index ?? null,
      ...finding,
      evidence: [...new Set(finding.evidence)].sort((a, b) => position(a) - position(b)),
    })),
  )
  return signals.sort((a, b) => a.atMs - b.atMs || position(a.targetId) - position(b.targetId))
}
