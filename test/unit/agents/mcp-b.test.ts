import { EventSchemas } from '@ag-ui/core/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hearMessages } from '#agents/adapters/mcp-b.ts'
import type { Announcement } from '#agents/announcement.ts'
import type { LossReason } from '#agents/losses.ts'

function listen() {
  const said: Announcement[] = []
  const lost: LossReason[] = []
  const hear = hearMessages(
    (announcement) => said.push(announcement),
    (reason) => lost.push(reason),
  )
  const post = (direction: string, payload: unknown, channel = 'mcp-default'): void =>
    hear({ channel, type: 'mcp', direction, payload })
  return {
    said,
    lost,
    hear,
    ask: (payload: object, channel?: string) => post('client-to-server', { jsonrpc: '2.0', ...payload }, channel),
    answer: (payload: object, channel?: string) => post('server-to-client', { jsonrpc: '2.0', ...payload }, channel),
    post,
    types: () => said.map(({ event }) => event.type),
    results: () =>
      said
        .filter(({ event }) => event.type === 'TOOL_CALL_RESULT')
        .map(({ event }) => [event.content, (event.metadata as { ok: boolean }).ok]),
  }
}

const call = (id: unknown, name: unknown = 'add', args: unknown = { product: 'oat' }) => ({
  id,
  method: 'tools/call',
  params: { name, arguments: args },
})
const whole = ['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT']

describe('MCP-B', () => {
  it('is heard from call to result, by the name that the agent gave at first', () => {
    const page = listen()
    page.post('client-to-server', 'mcp-check-ready')
    page.post('server-to-client', 'mcp-server-ready')
    page.ask({ id: 0, method: 'initialize', params: { clientInfo: { name: 'basket-agent', version: '2.1.0' } } })
    page.answer({ id: 0, result: { protocolVersion: '2025-11-25' } })
    page.ask({ method: 'notifications/initialized' })
    page.ask({ id: 1, method: 'tools/list' })
    page.answer({ id: 1, result: { tools: [] } })
    page.ask(call(2))
    page.answer({
      id: 2,
      result: {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    })
    expect(page.types()).toEqual(whole)
    expect(page.results()).toEqual([['a\nb', true]])
    expect(new Set(page.said.map(({ agent, channel }) => JSON.stringify([agent, channel])))).toEqual(
      new Set([JSON.stringify([{ name: 'basket-agent', version: '2.1.0', instance: 'mcp-default' }, 'mcp-b@1'])]),
    )
    expect(page.lost).toEqual([])
  })

  it('takes the name that a call of its own states, and calls nobody anything without one', () => {
    const page = listen()
    const clientInfo = { name: 'other', version: '1' }
    page.ask({ ...call(1), params: { name: 'add', _meta: { 'io.modelcontextprotocol/clientInfo': clientInfo } } })
    page.ask(call(2))
    page.ask(call(2), 'elsewhere')
    expect(page.said.filter(({ event }) => event.type === 'TOOL_CALL_START').map(({ agent }) => agent)).toEqual([
      { ...clientInfo, instance: 'mcp-default' },
      { name: 'unknown', version: null, instance: 'mcp-default' },
      { name: 'unknown', version: null, instance: 'elsewhere' },
    ])
  })

  it.each<[string, object, string]>([
    ['an error of the tool', { result: { isError: true, content: [{ type: 'text', text: 'sold out' }] } }, 'sold out'],
    ['an error of the protocol', { error: { code: -32602, message: 'no such tool' } }, 'no such tool'],
    ['an error that says nothing', { error: 7 }, 'the call failed'],
  ])('ends a call by %s', (_what, answer, content) => {
    const page = listen()
    page.ask(call(1))
    page.answer({ id: 1, ...answer })
    expect(page.results()).toEqual([[content, false]])
  })

  it('ends a call once: cancelled, it is not answered any more', () => {
    const page = listen()
    page.ask(call(1))
    page.ask({ method: 'notifications/cancelled', params: { requestId: 1 } })
    page.answer({ id: 1, result: {} })
    expect(page.results()).toEqual([['cancelled', false]])
    expect(page.lost).toEqual([])
  })

  it('ends every call of a server that stops, and none of another', () => {
    const page = listen()
    page.ask(call(1))
    page.ask(call(1), 'elsewhere')
    page.post('server-to-client', 'mcp-server-stopped')
    expect(page.results()).toEqual([['the server stopped', false]])
  })

  it.each<[string, (page: ReturnType<typeof listen>) => void, LossReason]>([
    ['no JSON-RPC', (page) => page.post('client-to-server', { id: 1, method: 'tools/call' }), 'agent-malformed'],
    ['a text', (page) => page.post('client-to-server', 'hello'), 'agent-malformed'],
    ['an id that is none', (page) => page.ask(call({})), 'agent-malformed'],
    ['a tool without a name', (page) => page.ask(call(1, '')), 'agent-malformed'],
    ['a direction there is not', (page) => page.post('up', { jsonrpc: '2.0' }), 'agent-malformed'],
    ['an answer to nothing', (page) => page.answer({ id: 1, result: {} }), 'agent-out-of-order'],
  ])('counts %s, and tells nothing', (_what, act, reason) => {
    const page = listen()
    act(page)
    expect(page).toMatchObject({ said: [], lost: [reason] })
  })

  it('counts an id that is used while its call is open, and leaves that call as it is', () => {
    const page = listen()
    page.ask(call(1))
    page.ask(call(1, 'steal'))
    page.answer({ id: 1, result: 'first' })
    // Texts and numbers are different ids.
    page.answer({ id: '1', result: 'second' })
    expect(page.types()).toEqual(whole)
    expect(page.results()).toEqual([['first', true]])
    expect(page.lost).toEqual(['agent-out-of-order', 'agent-out-of-order'])
  })

  it('counts what is too long, and ends the call all the same', () => {
    const page = listen()
    const long = 'x'.repeat(300_000)
    page.ask(call(1, 'add', { long }))
    page.answer({ id: 1, result: { content: [{ type: 'text', text: long }] } })
    expect(page.types()).toEqual(whole.filter((type) => type !== 'TOOL_CALL_ARGS'))
    expect(page.results()).toEqual([['', true]])
    expect(page.lost).toEqual(['agent-oversized', 'agent-oversized'])
  })

  it('forgets the oldest of too many open calls, and says so', () => {
    const page = listen()
    for (let id = 0; id < 202; id++) page.ask(call(id))
    expect(page.results()).toEqual([
      ['too many calls were open', false],
      ['too many calls were open', false],
    ])
    expect(page.lost).toEqual(['agent-flood', 'agent-flood'])
  })

  it('says AG-UI and closes what it opens, whatever is posted', () => {
    const id = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('1', '', null))
    const message = fc.oneof(
      fc.jsonValue(),
      fc.record({
        channel: fc.constantFrom('mcp-default', '__proto__', ''),
        type: fc.constant('mcp'),
        direction: fc.constantFrom('client-to-server', 'server-to-client'),
        payload: fc.oneof(
          fc.constantFrom('mcp-server-stopped', 'mcp-check-ready'),
          fc.record(
            {
              jsonrpc: fc.constant('2.0'),
              id,
              method: fc.constantFrom('tools/call', 'initialize', 'notifications/cancelled'),
              params: fc.oneof(
                fc.jsonValue(),
                fc.record({ name: fc.string(), arguments: fc.jsonValue(), requestId: id, clientInfo: fc.jsonValue() }),
              ),
              result: fc.jsonValue(),
              error: fc.jsonValue(),
            },
            { requiredKeys: ['jsonrpc'] },
          ),
        ),
      }),
    )
    fc.assert(
      fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
        const page = listen()
        for (const each of messages) page.hear(each)
        const open = new Set<unknown>()
        for (const { event } of page.said) {
          expect(EventSchemas.safeParse(event).error?.issues, JSON.stringify(event)).toBeUndefined()
          if (event.type === 'TOOL_CALL_START') {
            expect(open.has(event.toolCallId)).toBe(false)
            open.add(event.toolCallId)
          } else if (event.type === 'TOOL_CALL_RESULT') expect(open.delete(event.toolCallId)).toBe(true)
        }
      }),
    )
  })
})
