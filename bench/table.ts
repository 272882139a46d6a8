import type { Machine } from './machine.ts'
import { median, type Row } from './row.ts'

/** The results as a Markdown table, fit for the terminal and the documentation alike. */
export function toTable(rows: readonly Row[], machine: Machine, reps: number): string {
  const lines = rows.map((row) => [
    row.id,
    row.what,
    row.ratios.length > 0 ? format(median(row.ratios)) : '–',
    row.ratios.length > 1 ? `${format(Math.min(...row.ratios))}–${format(Math.max(...row.ratios))}` : '',
    row.target ?? 'reported',
    [
      Object.entries(row.baselines)
        .map(([name, value]) => `${name} ${format(value)}`)
        .join(', ') + (Object.keys(row.baselines).length > 0 ? ` ${row.unit}` : ''),
      row.note ?? '',
    ]
      .filter((part) => part !== '')
      .join('; '),
  ])
  const head = ['', 'metric', 'ratio', 'range', 'target', 'medians']
  const widths = head.map((title, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? title.length)),
  )
  const draw = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  const { cpu, cores, ramGb, os, node, chromium } = machine
  return [
    `${cpu}, ${cores} cores, ${ramGb} GB, ${os}; Chromium ${chromium}, Node ${node}; medians of ${reps} paired repetitions`,
    '',
    draw(head),
    rule,
    ...lines.map(draw),
  ].join('\n')
}

function format(value: number): string {
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return value.toFixed(digits)
}
