import type { Announcement } from './announcement.ts'
import type { ExchangeListener, HeardRequest } from './exchange.ts'
import type { LossReason } from './losses.ts'

export type Announce = (announcement: Announcement) => void

/** Counts what cannot be told; it becomes a gap. */
export type Lose = (reason: LossReason) => void

/** How one family of agents is heard. Runs in the page, so it only ever makes claims. */
export interface AgentAdapter {
  id: string
  version: number
  /** Called for each event a script dispatches, right before the page's listeners run; must never throw into the page. */
  onDispatch?: (target: EventTarget, event: Event, announce: Announce) => void
  /** Called for each request the page makes by `fetch`, as it is made; null when the adapter has no part in it. */
  onRequest?: (request: HeardRequest, announce: Announce) => ExchangeListener | null
  /** Called once when hearing begins, to attach what else it takes; returns how to take that away. */
  listen?: (announce: Announce, lose: Lose) => () => void
}
