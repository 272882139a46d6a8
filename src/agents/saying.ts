import type { Announce } from './adapter.ts'
import type { AgUiEvent, Announcement } from './announcement.ts'

/** Announces one event of an agent, with the time it is said at. */
export type Say = (event: AgUiEvent, extra?: Pick<Announcement, 'policy' | 'usage' | 'request'>) => void

/** Binds who speaks and through which adapter; the run is asked for with each event, because it changes. */
export function createSay(
  announce: Announce,
  speaker: { agent: () => Announcement['agent']; channel: string; runId: () => string | null },
): Say {
  return (event, extra = {}) =>
    announce({
      atMs: performance.timeOrigin + performance.now(),
      agent: speaker.agent(),
      channel: speaker.channel,
      runId: speaker.runId(),
      event,
      ...extra,
    })
}
