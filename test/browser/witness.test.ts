import { EventSchemas } from '@ag-ui/core/schemas'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Announcement } from '#agents/announcement.ts'
import { createLosses, toLoss } from '#agents/losses.ts'
import { createTokenBucket, documentAllowance } from '#agents/token-bucket.ts'
import { startWitness } from '#agents/witness.ts'
import { dismissSurplusWitness, openAgentChannel } from '#content/agent-channel.ts'

/** As far as page-agent is recognised by: it dispatches events on itself. */
class Agent extends EventTarget {
  readonly id = 'eapfqk6fn'
  readonly config = { apiKey: 'sk-never-to-be-seen' }
  readonly pageController = {}
  history: unknown[] = []
  status = 'idle'
  taskId = ''
  task = ''
  lastResult: unknown = null

  start(): void {
    Object.assign(this, { task: 'Buy oat milk', taskId: 'task-1', status: 'running' })
    this.dispatchEvent(new Event('statuschange'))
  }
}

let close: () => void = () => undefined
afterEach(() => {
  close()
})

function witness() {
  startWitness()
  return open()
}

function open() {
  const heard: Announcement[] = []
  const losses = createLosses()
  const channel = openAgentChannel({
    bucket: createTokenBucket(documentAllowance),
    losses,
    onAnnouncement: (announcement) => heard.push(announcement),
    onDialog: () => undefined,
  })
  close = channel.close
  return { heard, losses, close: channel.close }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 50))

describe('the witness', () => {
  it('hears an agent that nobody told of it, and passes on what it says', async () => {
    const { heard } = witness()
    new Agent().start()
    await settle()
    expect(heard).toMatchObject([
      {
        agent: { name: 'page-agent', instance: 'eapfqk6fn' },
        channel: 'page-agent@1',
        runId: 'task-1',
        event: { type: 'RUN_STARTED' },
      },
    ])
    expect(EventSchemas.safeParse(heard[0]!.event).success).toBe(true)
    expect(JSON.stringify(heard)).not.toContain('sk-never')
  })

  it('tells an answer of 2,000 tokens whole, and loses nothing to the meter', async () => {
    const native = Object.getOwnPropertyDescriptor(window, 'fetch')!
    const said = Array.from({ length: 2000 }, (_, i) => `${i} `)
    const events = [
      { type: 'RUN_STARTED', threadId: 't', runId: 'r' },
      ...said.map((delta) => ({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta })),
      { type: 'RUN_FINISHED', threadId: 't', runId: 'r' },
    ]
    const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
    const server = () => Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' } }))
    Object.defineProperty(window, 'fetch', { ...native, value: server })
    try {
      const { heard, losses } = witness()
      const response = await fetch('/agent', { method: 'POST', body: '{}' })
      expect(await response.text()).toBe(text)
      await vi.waitFor(() => expect(heard.at(-1)?.event.type).toBe('RUN_FINISHED'))
      expect(heard.map(({ event }) => (typeof event.delta === 'string' ? event.delta : '')).join('')).toBe(
        said.join(''),
      )
      expect(losses.take()).toEqual([])
    } finally {
      Object.defineProperty(window, 'fetch', native)
    }
  })

  it('is one only where it was put twice, whether it had its port by then or not', async () => {
    const add = vi.spyOn(window, 'addEventListener')
    const remove = vi.spyOn(window, 'removeEventListener')
    const heldBy = ({ mock }: typeof add | typeof remove) => mock.calls.filter(([type]) => type === 'cairn:port').length
    const waiting = () => heldBy(add) - heldBy(remove)
    try {
      startWitness()
      startWitness()
      dismissSurplusWitness()
      expect(waiting()).toBe(1)
      const { heard, close } = open()
      startWitness()
      dismissSurplusWitness()
      expect(waiting()).toBe(1)
      new Agent().start()
      await settle()
      expect(heard).toHaveLength(1)
      close()
      await settle()
      expect(waiting()).toBe(0)
    } finally {
      add.mockRestore()
      remove.mockRestore()
    }
  })

  it('speaks before the listeners of the page do', () => {
    const order: string[] = []
    startWitness()
    const { port1, port2 } = new MessageChannel()
    window.dispatchEvent(new MessageEvent('cairn:port', { ports: [port2] }))
    close = () => port1.postMessage('stop')
    const agent = new Agent()
    const { history } = agent
    Object.defineProperty(agent, 'task', { get: () => (order.push('witness'), 'Buy'), set: () => undefined })
    agent.addEventListener('statuschange', () => order.push('page'))
    agent.start()
    expect([...new Set(order)]).toEqual(['witness', 'page'])
    expect(order.at(-1)).toBe('page')
    expect(agent.history).toBe(history)
  })

  it('lets every event through as it was, and its result', () => {
    witness()
    const target = new EventTarget()
    const seen: Event[] = []
    target.addEventListener('statuschange', (event) => {
      seen.push(event)
      event.preventDefault()
    })
    const event = new Event('statuschange', { cancelable: true })
    expect(target.dispatchEvent(event)).toBe(false)
    expect(seen).toEqual([event])
    expect(() => target.dispatchEvent('no event' as never)).toThrow(TypeError)
  })

  it.each<[string, () => EventTarget]>([
    ['has a status that throws', () => Object.defineProperty(new Agent(), 'status', { get: boom })],
    ['has a task that throws', () => Object.defineProperty(new Agent(), 'task', { get: boom })],
    ['has a history that is none', () => Object.assign(new Agent(), { history: null })],
  ])('does no harm to an agent that %s', (_what, create) => {
    witness()
    const agent = create()
    const seen: string[] = []
    agent.addEventListener('statuschange', ({ type }) => seen.push(type))
    expect(() => agent.dispatchEvent(new Event('statuschange'))).not.toThrow()
    expect(seen).toEqual(['statuschange'])
  })

  it('looks like the browser’s own function', () => {
    const before = Function.prototype.toString.call(EventTarget.prototype.dispatchEvent)
    witness()
    expect(Function.prototype.toString.call(EventTarget.prototype.dispatchEvent)).toContain('[native code]')
    expect(before).toContain('[native code]')
    expect(EventTarget.prototype.dispatchEvent.name).toBe('dispatchEvent')
    expect(Object.keys(globalThis).filter((key) => /cairn/i.test(key))).toEqual([])
  })

  it('is gone when the recording ends', async () => {
    // The one of the test before has gone by then.
    await settle()
    const native = EventTarget.prototype.dispatchEvent
    const { heard, close } = witness()
    expect(EventTarget.prototype.dispatchEvent).not.toBe(native)
    close()
    await settle()
    expect(EventTarget.prototype.dispatchEvent).toBe(native)
    new Agent().start()
    await settle()
    expect(heard).toEqual([])
  })

  it('leaves a patch of the page in its place when it goes', async () => {
    const native = EventTarget.prototype.dispatchEvent
    const { heard, close } = witness()
    const ours = EventTarget.prototype.dispatchEvent
    const patch = function (this: EventTarget, event: Event): boolean {
      return ours.call(this, event)
    }
    EventTarget.prototype.dispatchEvent = patch
    try {
      close()
      await settle()
      expect(EventTarget.prototype.dispatchEvent).toBe(patch)
      expect(new EventTarget().dispatchEvent(new Event('x'))).toBe(true)
      new Agent().start()
      await settle()
      expect(heard).toEqual([])
    } finally {
      EventTarget.prototype.dispatchEvent = native
    }
  })

  it('hears what a window posts to itself, and nothing that a script dispatches as if it were posted', async () => {
    const { heard, losses } = witness()
    const touched: string[] = []
    const call = {
      channel: 'mcp-default',
      type: 'mcp',
      direction: 'client-to-server',
      payload: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'add' } },
    }
    const trap = Object.defineProperty({ ...call }, 'payload', { get: () => touched.push('payload') })
    window.dispatchEvent(new MessageEvent('message', { data: trap, source: window }))
    const frame = document.body.appendChild(document.createElement('iframe'))
    // From another window, and so of another agent's tools.
    const other = frame.contentWindow as unknown as { eval: (script: string) => void }
    other.eval(`parent.postMessage(${JSON.stringify(call)}, '*')`)
    await settle()
    expect(heard).toEqual([])
    window.postMessage({ ...call, payload: 'nonsense' }, '*')
    window.postMessage(call, '*')
    await vi.waitFor(() => expect(losses.take()).toMatchObject([{ reason: 'agent-malformed', causes: [['', 1]] }]))
    expect(heard.map(({ event }) => event.type)).toEqual(['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END'])
    expect(touched).toEqual([])
    frame.remove()
  })

  it('takes no port from an event that carries none', () => {
    startWitness()
    expect(() => window.dispatchEvent(new Event('cairn:port'))).not.toThrow()
    expect(() => window.dispatchEvent(new MessageEvent('cairn:port'))).not.toThrow()
    // It still waits: what comes next must not meet it.
    open()
  })

  it('makes room for the next one when nobody could tell it to stop', async () => {
    await settle()
    const native = EventTarget.prototype.dispatchEvent
    const { heard: byOrphan } = witness()
    const { heard, close } = witness()
    new Agent().start()
    await settle()
    expect(byOrphan).toEqual([])
    expect(heard).toHaveLength(1)
    close()
    await vi.waitFor(() => expect(EventTarget.prototype.dispatchEvent).toBe(native))
  })

  it('keeps the hand-over from the page', async () => {
    const seen: Event[] = []
    const onPort = (event: Event): void => void seen.push(event)
    startWitness()
    window.addEventListener('cairn:port', onPort, true)
    const { heard } = (() => {
      const heard: Announcement[] = []
      close = openAgentChannel({
        bucket: createTokenBucket(documentAllowance),
        losses: createLosses(),
        onAnnouncement: (announcement) => heard.push(announcement),
        onDialog: () => undefined,
      }).close
      return { heard }
    })()
    window.removeEventListener('cairn:port', onPort, true)
    new Agent().start()
    await settle()
    expect(seen).toEqual([])
    expect(heard).toHaveLength(1)
  })
})

describe('the channel', () => {
  /** What a page could send if it got hold of the port. */
  async function send(...data: unknown[]) {
    const ports: MessagePort[] = []
    const steal = (event: Event): void => void ports.push(...(event as MessageEvent).ports)
    window.addEventListener('cairn:port', steal, { once: true })
    const heard: Announcement[] = []
    const dialogs: unknown[] = []
    const losses = createLosses()
    close = openAgentChannel({
      bucket: createTokenBucket(documentAllowance),
      losses,
      onAnnouncement: (announcement) => heard.push(announcement),
      onDialog: (dialog) => dialogs.push(dialog),
    }).close
    for (const item of data) ports[0]!.postMessage(item)
    await settle()
    return { heard, dialogs, losses: losses.take().map(toLoss) }
  }

  const announcement = {
    atMs: 1,
    agent: { name: 'a', version: null, instance: 'i' },
    channel: 'c@1',
    runId: 'r',
    event: { type: 'RUN_STARTED' },
  }

  it('takes an announcement, and of it what it knows', async () => {
    const { heard } = await send(
      JSON.stringify({
        ...announcement,
        provenance: 'observed',
        tabId: 99,
        agent: { ...announcement.agent, evil: true },
      }),
    )
    expect(heard).toEqual([announcement])
  })

  it.each<[string, unknown]>([
    ['an object', announcement],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['a time that is none', JSON.stringify({ ...announcement, atMs: '1' })],
    ['an event without a type', JSON.stringify({ ...announcement, event: {} })],
    ['an agent without a name', JSON.stringify({ ...announcement, agent: { instance: 'i' } })],
    ['a list for an agent', JSON.stringify({ ...announcement, agent: [] })],
  ])('takes no notice of %s', async (_what, data) => {
    expect((await send(data)).heard).toEqual([])
  })

  it('counts what the other side lost, for reasons that there are', async () => {
    const { losses } = await send(
      JSON.stringify({ lost: { 'agent-flood': 3, 'agent-forged': -7, 'agent-oversized': '2', toString: 5 } }),
    )
    expect(losses.map(({ reason, count }) => [reason, count])).toEqual([
      ['agent-flood', 3],
      ['agent-forged', 1],
      ['agent-oversized', 1],
    ])
  })

  it('counts what is no announcement', async () => {
    expect((await send('{', '[]')).losses).toMatchObject([{ reason: 'agent-malformed', count: 2 }])
  })

  it('drops what is too long, and counts it', async () => {
    const { heard, losses } = await send(
      JSON.stringify({ ...announcement, event: { type: 'RAW', event: 'x'.repeat(300_000) } }),
    )
    expect(heard).toEqual([])
    expect(losses).toMatchObject([{ reason: 'agent-oversized', count: 1 }])
  })

  it('takes no more than it can bear, and still every dialog', async () => {
    const flood = Array.from({ length: 3000 }, () => JSON.stringify(announcement))
    const dialog = { atMs: 1, endAtMs: 2, dialog: 'confirm', message: 'Sure?', accept: true, text: null }
    const { heard, dialogs, losses } = await send(...flood, JSON.stringify({ dialog }))
    expect(heard.length).toBeGreaterThanOrEqual(documentAllowance.burst)
    expect(heard.length).toBeLessThan(2000)
    expect(losses).toMatchObject([{ reason: 'agent-flood', count: 3000 - heard.length }])
    expect(dialogs).toEqual([dialog])
  })
})

function boom(): never {
  throw new Error('not for you')
}
