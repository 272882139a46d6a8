import type { Announce } from './adapter.ts'
import type { AgUiEvent, Announcement } from './announcement.ts'

/** Announces one event of an agent, with the time it is said at unless another is given. */
export type Say = (
  event: AgUiEvent,
  extra?: Partial<Pick<Announcement, 'atMs' | 'policy' | 'usage' | 'request'>>,
) => void

/** Binds who speaks and through which adapter; the run is asked for with each event, because it changes. */
export function createSay(
  announce: Announce,
  speaker: { agent: () => Announcement['agent']; channel: string; runId: () => string | null },
): Say {
  return (event, extra = {}) =>
    announce({
      atMs: momentMs(),
      agent: speaker.agent(),
      channel: speaker.channel,
      runId: speaker.runId(),
      event,
      ...extra,
    })
}

export function momentMs(): number {
  return performance.timeOrigin + performance.now()
}
