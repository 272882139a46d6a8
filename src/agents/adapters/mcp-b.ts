import type { AgentAdapter, Announce, Lose } from '#agents/adapter.ts'
import { mcpBChannel, unknownAgent } from '#agents/announcement.ts'
import { own } from '#agents/page-data.ts'
import { createToolCalls, type ToolCall } from '#agents/tool-calls.ts'
import type { AgentName } from '#trajectory/agent.ts'

/** Requests whose answer is awaited; a page that asks more and answers none gets no more memory. */
const requestLimit = 200
const channelLimit = 20
const longestName = 200

/** Where MCP 2.0 has every request say who asks. */
const clientInfoKey = 'io.modelcontextprotocol/clientInfo'

/** A request under way; null for one that calls no tool. */
type Asked = ToolCall | null

/**
 * Hears MCP-B (npm `@mcp-b/global`): a page's tools, called by JSON-RPC in messages that a window posts to itself.
 * Anybody in the page can post them, so all of it is a claim, the name of the agent too.
 */
export function createMcpBAdapter(): AgentAdapter {
  return {
    id: 'mcp-b',
    version: 1,
    listen(announce, lose) {
      const { apply } = Reflect
      const getter = (name: 'data' | 'source'): (() => unknown) =>
        Object.getOwnPropertyDescriptor(MessageEvent.prototype, name)?.get as () => unknown
      const [dataOf, sourceOf] = [getter('data'), getter('source')]
      const hear = hearMessages(announce, lose)
      const onMessage = (event: Event): void => {
        try {
          // A message that a script dispatches may hold anything; one that was posted holds a copy without code.
          if (event.isTrusted && apply(sourceOf, event, []) === window) hear(apply(dataOf, event, []))
        } catch {
          lose('agent-malformed')
        }
      }
      window.addEventListener('message', onMessage, true)
      return () => window.removeEventListener('message', onMessage, true)
    },
  }
}

/** Reads what was posted, one message after the other. */
export function hearMessages(announce: Announce, lose: Lose): (data: unknown) => void {
  const { create } = Object
  const { deleteProperty } = Reflect
  const beginCall = createToolCalls(announce, lose, 'mcp-b', mcpBChannel)
  // Records without a prototype, because a page may have patched `Map`.
  /** By channel and id. */
  const requests = create(null) as Record<string, Asked>
  let requestCount = 0
  /** By channel, as they named themselves at first. */
  const agents = create(null) as Record<string, AgentName>
  let agentCount = 0

  function agentOf(channel: string, params: unknown): AgentName {
    const stated = own(own(params, '_meta'), clientInfoKey) ?? own(params, 'clientInfo')
    const name = own(stated, 'name')
    if (typeof name !== 'string' || name === '') return agents[channel] ?? unknownAgent(channel)
    const version = own(stated, 'version')
    return {
      name: name.slice(0, longestName),
      version: typeof version === 'string' ? version.slice(0, longestName) : null,
      instance: channel,
    }
  }

  function ask(channel: string, key: string, method: string, params: unknown): void {
    if (key in requests) return lose('agent-out-of-order')
    const agent = agentOf(channel, params)
    if (method === 'initialize' && (channel in agents || agentCount++ < channelLimit)) agents[channel] = agent
    const name = own(params, 'name')
    const isCall = method === 'tools/call'
    if (isCall && (typeof name !== 'string' || name === '' || name.length > longestName)) return lose('agent-malformed')
    if (requestCount >= requestLimit) forgetOldest()
    requests[key] = isCall ? beginCall(agent, String(name), own(params, 'arguments')) : null
    requestCount++
  }

  function settle(key: string): Asked | undefined {
    const asked = requests[key]
    if (asked !== undefined) {
      deleteProperty(requests, key)
      requestCount--
    }
    return asked
  }

  function forgetOldest(): void {
    lose('agent-flood')
    for (const key in requests) return settle(key)?.fail('too many calls were open')
  }

  function answer(key: string, payload: unknown): void {
    const call = settle(key)
    if (call === undefined) return lose('agent-out-of-order')
    const error = own(payload, 'error')
    const result = own(payload, 'result')
    if (error === undefined) return call?.finish(result, own(result, 'isError') !== true)
    const message = own(error, 'message')
    call?.fail(typeof message === 'string' ? message.slice(0, 10_000) : 'the call failed')
  }

  function stop(channel: string): void {
    for (const key in requests) if (key.startsWith(`${channel} `)) settle(key)?.fail('the server stopped')
  }

  return (data) => {
    const channel = own(data, 'channel')
    if (own(data, 'type') !== 'mcp' || typeof channel !== 'string') return
    const direction = own(data, 'direction')
    const payload = own(data, 'payload')
    if (payload === 'mcp-server-stopped') return stop(channel)
    if (payload === 'mcp-check-ready' || payload === 'mcp-server-ready') return
    const id = own(payload, 'id')
    const method = own(payload, 'method')
    const isNumbered = typeof id === 'number' || (typeof id === 'string' && id.length <= longestName)
    if (channel.length > longestName || own(payload, 'jsonrpc') !== '2.0' || (id !== undefined && !isNumbered))
      return lose('agent-malformed')
    const key = (id: unknown): string => `${channel} ${typeof id} ${String(id)}`
    if (direction === 'client-to-server') {
      if (method === 'notifications/cancelled')
        requests[key(own(own(payload, 'params'), 'requestId'))]?.fail('cancelled')
      // Answers to what the server asked have no method.
      else if (isNumbered && typeof method === 'string') ask(channel, key(id), method, own(payload, 'params'))
    } else if (direction === 'server-to-client') {
      if (isNumbered && method === undefined) answer(key(id), payload)
    } else lose('agent-malformed')
  }
}
