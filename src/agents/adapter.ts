import type { Announcement } from './announcement.ts'
import type { ExchangeListener, HeardRequest } from './exchange.ts'

export type Announce = (announcement: Announcement) => void

/** How one family of agents is heard. Runs in the page, so it only ever makes claims. */
export interface AgentAdapter {
  id: string
  version: number
  /** Called for each event a script dispatches, right before the page's listeners run; must never throw into the page. */
  onDispatch?: (target: EventTarget, event: Event, announce: Announce) => void
  /** Called for each request the page makes by `fetch`, as it is made; null when the adapter has no part in it. */
  onRequest?: (request: HeardRequest, announce: Announce) => ExchangeListener | null
}
