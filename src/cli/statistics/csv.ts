import { toPlain } from '#cli/plain-text.ts'
import type { Share } from '#signals/interval.ts'
import type { StatsRow } from './lines.ts'

type Cell = string | number | null | undefined

/** One policy a row, RFC 4180, with a header line; what is not known stays empty. */
export function statsCsv(rows: readonly StatsRow[]): string {
  const table = rows.map(cellsOf)
  const head = Object.keys(table[0] ?? cellsOf(nothing))
  return [head, ...table.map((cells) => Object.values(cells))]
    .map((cells) => `${cells.map(cellText).join(',')}\r\n`)
    .join('')
}

function cellsOf(row: StatsRow): Record<string, Cell> {
  const { change } = row
  return {
    policy: row.label,
    model: row.model,
    checkpoint: row.checkpoint,
    policy_version: row.policyVersion,
    trajectories: row.trajectories,
    ...shareCells('success_human', row.success.human),
    ...shareCells('success_validator', row.success.validator),
    ...shareCells('success_agent', row.success.agent),
    steps: row.steps,
    actions: row.actions,
    ...shareCells('accepted', row.accepted),
    ...shareCells('rejected', row.rejected),
    ...shareCells('refined', row.refined),
    runs: row.runs,
    takeovers: row.takeovers,
    cancellations: row.cancellations,
    loops: row.loops,
    inferences: row.inferences,
    prompt_tokens: row.usage.promptTokens,
    completion_tokens: row.usage.completionTokens,
    total_tokens: row.usage.totalTokens,
    cost_usd: row.usage.costUsd,
    process_reward: row.processReward,
    outcome_reward: row.outcomeReward,
    accepted_change: change?.accepted?.value,
    accepted_change_low: change?.accepted?.low,
    accepted_change_high: change?.accepted?.high,
    rejected_change: change?.rejected?.value,
    rejected_change_low: change?.rejected?.low,
    rejected_change_high: change?.rejected?.high,
  }
}

function shareCells(name: string, { hits, of, value, low, high }: Share): Record<string, Cell> {
  return { [name]: hits, [`${name}_of`]: of, [`${name}_rate`]: value, [`${name}_low`]: low, [`${name}_high`]: high }
}

/** Texts come from models: none may steer a terminal, or be taken for a formula by a spreadsheet. */
function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const plain = toPlain(cell)
  const text = /^[=+\-@]/.test(plain) ? `'${plain}` : plain
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const none: Share = { hits: 0, of: 0, value: null, low: null, high: null }
/** Only its keys count: a table without rows has its header line all the same. */
const nothing: StatsRow = {
  label: '',
  model: null,
  checkpoint: null,
  policyVersion: null,
  trajectories: 0,
  success: { human: none, validator: none, agent: none },
  runs: 0,
  steps: 0,
  actions: 0,
  accepted: none,
  rejected: none,
  refined: none,
  takeovers: 0,
  cancellations: 0,
  loops: 0,
  inferences: 0,
  usage: {},
  processReward: null,
  outcomeReward: null,
  change: null,
}
