import type { InferredSignal, InferredType } from '#trajectory/inferred-signal.ts'
import { inferredTypes } from '#trajectory/inferred-signal.ts'
import type { Entry } from '#trajectory/entry.ts'
import { derivePlacedSteps } from '#trajectory/step.ts'
import { tell } from '../support/popup.ts'
import type { Label } from './scenario.ts'

/** How often a rule was right, silent where it should not have been, and wrong. */
export interface Figures {
  type: InferredType
  found: number
  missed: number
  wrong: number
}

/** One signal that was missed or wrong, in words. */
export interface Mistake {
  type: InferredType
  kind: 'missed' | 'wrong'
  about: string
}

/** Compares what rules found with what people said, signal by signal. */
export async function compare(
  log: readonly Entry[],
  signals: readonly InferredSignal[],
  labels: readonly Label[],
): Promise<{ found: InferredType[]; mistakes: Mistake[] }> {
  const namesOf = await createNamer(log)
  const left = [...labels]
  const found: InferredType[] = []
  const mistakes: Mistake[] = []
  for (const { type, targetId } of signals) {
    const names = namesOf(targetId)
    const position = left.findIndex((label) => label.type === type && names.includes(label.about))
    if (position === -1) mistakes.push({ type, kind: 'wrong', about: names.join(' / ') })
    else {
      left.splice(position, 1)
      found.push(type)
    }
  }
  return { found, mistakes: [...mistakes, ...left.map((label): Mistake => ({ ...label, kind: 'missed' }))] }
}

/** The names of the step an entry belongs to: its actions as they are told, and its call. */
async function createNamer(log: readonly Entry[]): Promise<(id: string) => string[]> {
  const { steps, indexOf } = await derivePlacedSteps(log)
  return (id) => {
    const step = steps[(indexOf.get(id) ?? 0) - 1]
    const ids = step?.actionIds ?? [id]
    const actions = log.filter((entry) => entry.kind === 'action' && ids.includes(entry.id))
    return [
      ...actions.flatMap((entry) => (entry.kind === 'action' ? [tell(entry)] : [])),
      ...(step?.toolCall ? [`call ${step.toolCall.name}`] : []),
    ]
  }
}

export function figuresOf(found: readonly InferredType[], mistakes: readonly Mistake[]): Figures[] {
  return inferredTypes.map((type) => ({
    type,
    found: found.filter((each) => each === type).length,
    missed: mistakes.filter((each) => each.type === type && each.kind === 'missed').length,
    wrong: mistakes.filter((each) => each.type === type && each.kind === 'wrong').length,
  }))
}

export const precisionOf = ({ found, wrong }: Figures): number => (found + wrong === 0 ? NaN : found / (found + wrong))
export const recallOf = ({ found, missed }: Figures): number => (found + missed === 0 ? NaN : found / (found + missed))

/** The figures as docs/signals.md shows them. */
export function figuresTable(figures: readonly Figures[]): string {
  const share = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(2))
  const rows = figures.map((each) => [
    `\`${each.type}\``,
    String(each.found + each.missed),
    String(each.found),
    String(each.wrong),
    share(precisionOf(each)),
    share(recallOf(each)),
  ])
  const head = ['rule', 'labelled', 'found', 'wrongly found', 'precision', 'recall']
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
