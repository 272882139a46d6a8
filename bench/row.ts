/** One line of the table. */
export interface Row {
  /** As the issue names it, for example `P1`. */
  id: string
  what: string
  /** The arms behind the ratio, with their medians: `none 96 ms`. */
  baselines: Record<string, number>
  unit: string
  /** Paired, one for each repetition; empty when it could not be measured. */
  ratios: number[]
  /** What the issue asks for; null when it only asks to report. */
  target: string | null
  /** What stands in the way of a number, or how to read it. */
  note?: string
}

/** The middle one; of an even number, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? NaN
  return ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}
