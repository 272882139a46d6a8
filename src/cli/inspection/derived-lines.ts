import type { InferredSignal } from '#trajectory/inferred-signal.ts'
import type { Outcomes } from '#signals/outcomes.ts'
import type { Rewards } from '#signals/rewards.ts'
import type { Check } from '#trajectory/validator.ts'
import { outcomeText } from './header-lines.ts'
import { percent, type Writer } from './writer.ts'

/** What follows from header and log by rules. */
export interface Derived {
  signals: readonly InferredSignal[]
  outcomes: Outcomes
  checks: readonly Check[]
  rewards: Rewards
}

/** Lines below those of the header: who else judged, what the task's conditions say, what it is all worth. */
export function derivedLines({ signals, outcomes, checks, rewards }: Derived, writer: Writer): string[] {
  const { palette, text } = writer
  const types = new Map<string, number>()
  for (const { type } of signals) types.set(type, (types.get(type) ?? 0) + 1)
  const words = { holds: 'holds', fails: 'fails', unknown: 'cannot be told' }
  const rows: [string, string][] = [
    ...(outcomes.agent ? [['Claim', outcomeText(outcomes.agent, writer)] as [string, string]] : []),
    ...checks.map(({ what, verdict, detail }): [string, string] => [
      'Check',
      `${text(what)} ${words[verdict]}: ${text(detail)}`,
    ]),
    ['Inferred', [...types].map(([type, n]) => `${type} ${n}`).join(', ') || 'nothing'],
    [
      'Reward',
      `process ${rewardText(rewards.process)}, outcome ${rewardText(rewards.outcome?.reward ?? null)} (${text(rewards.table)})`,
    ],
  ]
  return rows.map(([label, value]) => `  ${palette.faint(label.padEnd(9))} ${value}`)
}

function rewardText(value: number | null): string {
  return value === null ? 'none' : value.toFixed(2)
}

/** An inferred signal; its mark says that it follows from other lines, and was not seen. */
export function inferredLine(
  { type, by, confidence, text: why, loop, evidence }: InferredSignal,
  writer: Writer,
): string {
  const often = loop ? ` period ${loop.period}, ${loop.count} times` : ''
  return writer.palette.other(
    `∴ ${type}${often}: ${writer.text(why)} (inferred by ${by}, ${percent(confidence)} sure, from ${evidence.length} ${evidence.length === 1 ? 'entry' : 'entries'})`,
  )
}
