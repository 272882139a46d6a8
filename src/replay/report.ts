import type { Difference } from './state-comparison.ts'

/** How one action went when it was carried out again. */
export interface ActionReport {
  /** Entry id of the action. */
  id: string
  name: string
  /** The action in words. */
  text: string
  /**
   * `matched`: found by the first selector that was unique when recorded, or it needs no element. `healed`: found by
   * another way. `failed`: not carried out, or what followed from it in the recording did not follow. `skipped`: not to
   * be carried out.
   */
  result: 'matched' | 'healed' | 'failed' | 'skipped'
  /** What found the element, for example `aria button "Send"`. */
  by?: string
  /** Why it failed or was skipped, or what else there is to know. */
  reason?: string
}

export interface FinalReport {
  agrees: boolean
  differences: Difference[]
  /** What was there to compare. An old or interrupted recording may hold no final state: then nothing agrees. */
  compared: { documents: number; texts: number; fields: number }
}

export interface ReplayReport {
  actions: ActionReport[]
  final: FinalReport
  counts: Record<ActionReport['result'], number>
  /** What happened besides the actions, for example that a page had to be opened by hand. */
  notes: string[]
}

export function countResults(actions: readonly ActionReport[]): ReplayReport['counts'] {
  const counts = { matched: 0, healed: 0, failed: 0, skipped: 0 }
  for (const { result } of actions) counts[result]++
  return counts
}

/** Whether the recording was borne out: no action failed, and the pages ended as they did. */
export function isBorneOut({ counts, final }: ReplayReport): boolean {
  return counts.failed === 0 && final.agrees
}
