import type { Announcement } from './announcement.ts'

/** How one family of agents is heard. Runs in the page, so it only ever makes claims. */
export interface AgentAdapter {
  id: string
  version: number
  /** Called for each event a script dispatches, right before the page's listeners run; must never throw into the page. */
  onDispatch: (target: EventTarget, event: Event, announce: (announcement: Announcement) => void) => void
}
