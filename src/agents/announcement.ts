import type { AgentName } from '#trajectory/agent.ts'
import type { Policy, Usage } from '#trajectory/policy.ts'

/** An AG-UI 1.0 event as JSON. */
export type AgUiEvent = Record<string, unknown> & { type: string }

/** What the page side hands over about an agent: one AG-UI event, plus who said it. A claim, never trusted. */
export interface Announcement {
  atMs: number
  agent: AgentName
  /** Adapter and its version. */
  channel: string
  runId: string | null
  event: AgUiEvent
  policy?: Policy
  usage?: Usage
}

/** Name of the event by which the ISOLATED world hands its message port to the MAIN world, before any page script runs. */
export const handOverEvent = 'cairn:port'
