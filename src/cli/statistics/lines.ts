import { toPlain } from '#cli/plain-text.ts'
import { paletteFor, type Terminal } from '#cli/terminal.ts'
import { counted, grouped } from '#cli/inspection/writer.ts'
import { usageText } from '#cli/inspection/header-lines.ts'
import type { Share } from '#signals/interval.ts'
import type { PolicyChange, PolicyStats } from '#signals/stats.ts'

/** A policy with its change against the baseline, null for the baseline itself and where there is none. */
export type StatsRow = PolicyStats & { change: PolicyChange | null }

type Change = PolicyChange['accepted']

/** One block per policy for a person. */
export function statsLines(
  rows: readonly StatsRow[],
  { trajectories, baseline }: { trajectories: number; baseline: string | undefined },
  terminal: Terminal,
): string[] {
  const palette = paletteFor(terminal)
  const head = [
    `${counted(trajectories, 'bundle')}, ${rows.length === 1 ? 'one policy' : `${rows.length} policies`}. Shares with their 95 % intervals.`,
  ]
  if (rows.length === 0) head.push('No agent took a step in them.')
  return [
    ...head,
    ...rows.flatMap((row) => [
      '',
      `${palette.strong(toPlain(row.label))}${row.label === baseline ? palette.faint('  the baseline') : ''}`,
      ...linesOf(row).map(([label, value, change]) => {
        const line = `  ${palette.faint(label.padEnd(14))} ${value}`
        return change === '' ? line : `${line}  ${palette.warning(change)}`
      }),
    ]),
  ]
}

function linesOf(row: StatsRow): [label: string, value: string, change: string][] {
  const { success, change, runs } = row
  const judged = (['human', 'validator', 'agent'] as const)
    .filter((judge) => success[judge].of > 0)
    .map((judge): [string, string, string] => [
      `Success, ${judge}`,
      shareText(success[judge]),
      changeText(change?.success[judge] ?? null),
    ])
  return [
    ['Trajectories', grouped(row.trajectories), ''],
    ...judged,
    ['Accepted', shareText(row.accepted), changeText(change?.accepted ?? null)],
    ['Rejected', shareText(row.rejected), changeText(change?.rejected ?? null)],
    ['Refined', shareText(row.refined), ''],
    ['Runs', grouped(runs), ''],
    ['Takeovers', perRun(row.takeovers, runs), ''],
    ['Cancellations', perRun(row.cancellations, runs), ''],
    ['Loops', grouped(row.loops), ''],
    ['Steps', `${grouped(row.steps)}, ${grouped(row.actions)} of them did something to the page`, ''],
    ['Tokens', `${counted(row.inferences, 'inference')}${tokens(row)}`, ''],
    ['Reward', `process ${rewardText(row.processReward)}, outcome ${rewardText(row.outcomeReward)}`, ''],
  ]
}

function tokens({ usage }: StatsRow): string {
  const text = usageText(usage)
  return text === '' ? '' : ` · ${text}`
}

function perRun(n: number, runs: number): string {
  return runs === 0 ? grouped(n) : `${grouped(n)}, ${(n / runs).toFixed(2)} per run`
}

function rewardText(value: number | null): string {
  return value === null ? 'none' : value.toFixed(2)
}

/** `4 of 5 = 80 % (38–96)`. */
function shareText({ hits, of, value, low, high }: Share): string {
  if (value === null || low === null || high === null) return `${hits} of ${of}`
  return `${grouped(hits)} of ${grouped(of)} = ${Math.round(value * 100)} % (${Math.round(low * 100)}–${Math.round(high * 100)})`
}

/** `+40 points (-7 to +71)`. */
function changeText(change: Change): string {
  if (!change) return ''
  const points = (share: number): string => `${share < 0 ? '-' : '+'}${Math.abs(Math.round(share * 100))}`
  return `${points(change.value)} points (${points(change.low)} to ${points(change.high)})`
}
