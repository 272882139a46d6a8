import type { Action } from '#trajectory/action.ts'

/** A run of insertions or of deletions within one fill. */
export interface Burst {
  what: 'insert' | 'delete'
  /** Events; of words and selections one each. */
  events: number
  /** Characters at least: a word or selection that is deleted counts as two. */
  atLeast: number
}

/** The bursts a fill consists of, in order, as far as its moments are kept. */
export function burstsOf(action: Action): Burst[] {
  const bursts: Burst[] = []
  for (const { type, note } of action.moments) {
    if (type !== 'input' || note === undefined) continue
    const what = note.startsWith('insert') ? 'insert' : note.startsWith('delete') ? 'delete' : null
    if (what === null) continue
    const size = /Word|Line|Cut|Content$/.test(note) ? 2 : 1
    const last = bursts.at(-1)
    if (last?.what === what) {
      last.events += 1
      last.atLeast += size
    } else bursts.push({ what, events: 1, atLeast: size })
  }
  return bursts
}

/** The longest pause between two characters of a fill, in ms. */
export function longestPauseMs(action: Action): number {
  const times = action.moments.filter(({ type }) => type === 'input').map(({ atMs }) => atMs)
  return times.reduce((longest, atMs, i) => Math.max(longest, atMs - (times[i - 1] ?? atMs)), 0)
}
