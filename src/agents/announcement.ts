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
  /** The request this came of, by which the background finds it among those that left the browser. */
  request?: { url: string; atMs: number; bodyHash: string | null }
  /** The agent's own number of this event. */
  seq?: number
  seqGap?: number
}

/**
 * Name of the event by which the ISOLATED world hands its message port to the MAIN world, before any page script runs.
 * Without a port it tells all witnesses but the first that none will come.
 */
export const handOverEvent = 'cairn:port'

/** What the ISOLATED world says to the MAIN world when messages to and from models may be told; all else means stop. */
export const tellMessages = 'tell messages'

/** Name of the DOM event by which an agent announces itself. Part of the public protocol: never change. */
export const announcementEvent = 'agui:event'

/** One announcement may have so many characters. */
export const announcementChars = 256 * 1024

/** Channel of what came by that event, with the version of its reader. */
export const bridgeChannel = 'agui-event@1'

/** Channel of calls of tools that a page registered with the browser. */
export const webMcpChannel = 'webmcp@1'

/** Channel of calls of tools by messages that the page posts to itself. */
export const mcpBChannel = 'mcp-b@1'

/** Channel of what is declared by whoever drives the browser, out of reach of every page. */
export const driverChannel = 'driver@1'

/** An agent that nobody names. */
export function unknownAgent(instance: string): AgentName {
  return { name: 'unknown', version: null, instance }
}
