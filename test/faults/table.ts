import type { BrowserName, FaultRun } from './fault.ts'

/** All runs of one fault in one browser together. */
export interface Row extends FaultRun {
  fault: string
  browser: BrowserName
  /** Recordings that the faults were spread over. */
  recordings: number
  /** What makes the whole fail. */
  failures: string[]
}

export function sumUp(fault: string, browser: BrowserName, runs: readonly FaultRun[], pagesLive: boolean): Row {
  const row: Row = {
    fault,
    browser,
    recordings: runs.length,
    times: sum(runs.map(({ times }) => times)),
    produced: sum(runs.map(({ produced }) => produced)),
    acknowledged: sum(runs.map(({ acknowledged }) => acknowledged)),
    missing: runs.flatMap(({ missing }) => missing),
    lost: runs.flatMap(({ lost }) => lost),
    lostTypingMs: runs.flatMap(({ lostTypingMs }) => lostTypingMs),
    duplicated: runs.flatMap(({ duplicated }) => duplicated),
    resumeMs: runs.flatMap(({ resumeMs }) => resumeMs),
    problems: runs.flatMap(({ problems }) => problems),
    failures: [],
  }
  const tell = (what: string, list: readonly string[]): void => {
    if (list.length > 0) row.failures.push(`${list.length} ${what}: ${list.slice(0, 5).join('; ')}`)
  }
  tell('acknowledged and then missing', row.missing)
  tell('twice', row.duplicated)
  if (pagesLive) tell('lost though the page lived on', row.lost)
  tell('problems', row.problems)
  if (row.produced === 0) row.failures.push('nothing was produced, so nothing was shown')
  return row
}

/** Their middle, and what 95 of 100 do not exceed. */
export function p50p95(values: readonly number[]): string {
  return values.length === 0 ? '–' : `${whole(quantile(values, 0.5))} / ${whole(quantile(values, 0.95))}`
}

/** The results as a Markdown table, fit for the terminal and the documentation alike. */
export function toTable(rows: readonly Row[]): string {
  const head = [
    'fault',
    'browser',
    'faults',
    'produced',
    'acknowledged',
    'missing',
    'duplicated',
    'lost unacknowledged',
    'typing lost p95, ms',
    'resume p50/p95, ms',
  ]
  const lines = rows.map((row) => [
    row.fault,
    row.browser,
    `${row.times} in ${row.recordings}`,
    `${row.produced}`,
    `${row.acknowledged}`,
    `${row.missing.length}`,
    `${row.duplicated.length}`,
    `${row.lost.length}`,
    row.lostTypingMs.length === 0 ? '0' : whole(quantile(row.lostTypingMs, 0.95)),
    p50p95(row.resumeMs),
  ])
  const widths = head.map((title, column) =>
    Math.max(...[head, ...lines].map((line) => (line[column] ?? title).length)),
  )
  const draw = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [draw(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.map(draw)].join('\n')
}

/** The smallest value that so large a part of all is not above. NaN of none. */
function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? NaN
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function whole(value: number): string {
  return value.toFixed(0)
}
