import type { GapReason } from '#trajectory/gap.ts'

/** What an announcement can be refused for. */
export type LossReason = Extract<GapReason, `agent-${string}`>

/** How often announcements were refused for one reason, by cause. */
export interface Tally {
  reason: LossReason
  causes: [cause: string, count: number][]
}

/** Announcements that were not recorded, all of one kind, as a gap tells of them. */
export interface Loss {
  reason: LossReason
  count: number
  /** In plain words. */
  detail: string
}

const headlines: Record<LossReason, string> = {
  'agent-malformed': 'not well formed',
  'agent-oversized': 'too long',
  'agent-flood': 'too many or too fast',
  'agent-out-of-order': 'out of order: numbers missing before them, or come twice',
  'agent-forged': 'forged, claiming what their sender cannot say',
  'agent-refused': 'from an extension that is not allowed to announce',
}

export function isLossReason(reason: string): reason is LossReason {
  return Object.hasOwn(headlines, reason)
}

/**
 * Counts what is refused, so that a flood of it becomes one gap of each kind. Causes are words of ours, never of the
 * page: what was refused must not get into the log by the back door.
 */
export interface Losses {
  count: (reason: LossReason, cause?: string, times?: number) => void
  /** What was counted since the last time, and begins anew. */
  take: () => Tally[]
}

export function createLosses(): Losses {
  let counts = new Map<LossReason, Map<string, number>>()
  return {
    count(reason, cause = '', times = 1) {
      const causes = counts.get(reason) ?? new Map<string, number>()
      counts.set(reason, causes)
      causes.set(cause, (causes.get(cause) ?? 0) + times)
    },
    take() {
      const taken = [...counts].map(([reason, causes]): Tally => ({ reason, causes: [...causes] }))
      counts = new Map()
      return taken
    },
  }
}

export function toLoss({ reason, causes }: Tally): Loss {
  const count = causes.reduce((sum, [, n]) => sum + n, 0)
  const named = causes.filter(([cause]) => cause !== '').map(([cause, n]) => `${cause}: ${n}`)
  const words = `${count === 1 ? 'an announcement' : `${count} announcements`} of agents: ${headlines[reason]}`
  return { reason, count, detail: named.length > 0 ? `${words} (${named.join(', ')})` : words }
}
