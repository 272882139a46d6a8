import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createAgUiAdapter } from '#agents/adapters/ag-ui.ts'
import { createAiSdkAdapter } from '#agents/adapters/ai-sdk.ts'
import { announced, dataOf, typesOf } from './exchange-under-test.ts'

const sse = (events: readonly unknown[]) => events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join('')

describe('an AG-UI stream', () => {
  const input = { threadId: 't', runId: 'r', parentRunId: 'before', messages: [], tools: [], context: [] }
  const start = { type: 'RUN_STARTED', threadId: 't', runId: 'r', timestamp: 5 }
  const events = [
    start,
    { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant', metadata: { any: ['thing'] } },
    { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'Grüße 🧺\n' },
    { type: 'TEXT_MESSAGE_END', messageId: 'm' },
    { type: 'SUBAGENT_STARTED', subagentRunId: 's', name: 'helper' },
    { type: 'RUN_FINISHED', threadId: 't', runId: 'r' },
  ]

  it('goes through as it is, wherever it was cut; its start has what was asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
        const said = await announced(createAgUiAdapter(), { body: input, data: dataOf(sse(events), cuts) })
        expect(said.map(({ event }) => event)).toEqual([{ ...start, input, parentRunId: 'before' }, ...events.slice(1)])
        expect(new Set(said.map(({ runId }) => runId))).toEqual(new Set(['r']))
      }),
      { numRuns: 50 },
    )
  })

  it('is known by its events alone when the request says nothing', async () => {
    const said = await announced(createAgUiAdapter(), { body: { question: 'what?' }, data: events })
    expect(said.map(({ event }) => event)).toEqual(events)
  })

  it.each([
    ['another protocol’s', [{ type: 'start' }, ...events]],
    ['no object', ['RUN_STARTED', ...events]],
    ['in the middle of a run', events.slice(1)],
  ])('is none when its first event is %s', async (_what, data) => {
    expect(await announced(createAgUiAdapter(), { data })).toEqual([])
  })

  it.each([
    ['cancelled', { how: 'cancelled' as const }, { type: 'RUN_FINISHED', outcome: { type: 'cancelled' } }],
    ['broken', { how: 'failed' as const, error: 'network error' }, { type: 'RUN_ERROR', message: 'network error' }],
    ['cut short', {}, { type: 'RUN_ERROR', message: 'the stream ended before the run did' }],
  ])('that is %s ends its run all the same', async (_what, end, last) => {
    const said = await announced(createAgUiAdapter(), { body: input, data: events.slice(0, 2), end })
    expect(typesOf(said).slice(0, 2)).toEqual(['RUN_STARTED', 'TEXT_MESSAGE_START'])
    expect(said.slice(2).map(({ event }) => event)).toMatchObject([{ ...last, metadata: { toldBy: 'cairn' } }])
  })

  it('that the server refuses is a run that failed', async () => {
    const said = await announced(createAgUiAdapter(), { body: input, response: { status: 503 } })
    expect(said.map(({ event }) => event)).toMatchObject([
      { type: 'RUN_STARTED', runId: 'r' },
      { type: 'RUN_ERROR', message: 'the server answered with status 503' },
    ])
  })

  it('joins the pieces of a text that follow fast on each other, and says the same', async () => {
    const pieces = Array.from({ length: 2000 }, (_, i) => `word${i} `)
    const content = pieces.map((delta) => ({
      type: 'TEXT_MESSAGE_CONTENT',
      messageId: 'm',
      delta,
      rawEvent: { delta },
    }))
    const data = [...events.slice(0, 2), ...content, ...events.slice(3)]
    const said = await announced(createAgUiAdapter(), { body: input, data })
    const texts = said.filter(({ event }) => event.type === 'TEXT_MESSAGE_CONTENT')
    expect(texts.map(({ event }) => event.delta).join('')).toBe(pieces.join(''))
    expect(texts.length).toBeLessThan(10)
    expect(texts[0]?.event).toEqual({
      type: 'TEXT_MESSAGE_CONTENT',
      messageId: 'm',
      delta: expect.any(String) as string,
    })
    expect(said.filter((one) => !texts.includes(one)).map(({ event }) => event.type)).toEqual(
      data.filter(({ type }) => type !== 'TEXT_MESSAGE_CONTENT').map(({ type }) => type),
    )
    expect(said.map(({ atMs }) => atMs)).toEqual(said.map(({ atMs }) => atMs).sort((a, b) => a - b))
  })

  it('keeps the pieces of texts apart that grow side by side, and every piece before what follows it', async () => {
    const args = (toolCallId: string, delta: string) => ({ type: 'TOOL_CALL_ARGS', toolCallId, delta })
    const end = (toolCallId: string) => ({ type: 'TOOL_CALL_END', toolCallId })
    const data = [
      ...[start, args('a', '{"x'), args('b', '[1'), args('a', '":1}'), end('a'), args('b', ',2]'), end('b')],
      ...[
        { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', role: 'assistant', delta: 'Two' },
        { type: 'TEXT_MESSAGE_CHUNK', delta: ' words' },
        { type: 'RUN_FINISHED', threadId: 't', runId: 'r' },
      ],
    ]
    const said = await announced(createAgUiAdapter(), { data })
    expect(said.map(({ event }) => event)).toEqual([
      ...[start, args('a', '{"x":1}'), args('b', '[1'), end('a'), args('b', ',2]'), end('b')],
      { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm', role: 'assistant', delta: 'Two words' },
      {
        type: 'RUN_FINISHED',
        threadId: 't',
        runId: 'r',
        outcome: { type: 'success', pendingToolCallIds: ['a', 'b'] },
      },
    ])
  })

  it('leaves calls open that the page carries out; what is sent next has their results', async () => {
    const adapter = createAgUiAdapter()
    const call = (id: string) => [
      { type: 'TOOL_CALL_START', toolCallId: id, toolCallName: 'press' },
      { type: 'TOOL_CALL_END', toolCallId: id },
    ]
    const told = { type: 'TOOL_CALL_RESULT', messageId: 'm1', toolCallId: 'server', content: 'done', role: 'tool' }
    const finish = { type: 'RUN_FINISHED', threadId: 't', runId: 'r' }
    const first = [start, ...call('server'), told, ...call('page'), finish]
    const said = await announced(adapter, { body: input, data: first })
    expect(said.at(-1)?.event).toEqual({ ...finish, outcome: { type: 'success', pendingToolCallIds: ['page'] } })

    const result = { id: 'm2', role: 'tool', toolCallId: 'page', content: 'pressed' }
    const body = { ...input, runId: 'r2', messages: [{ ...result, toolCallId: 'server' }, result] }
    expect(await announced(adapter, { body: { ...body, threadId: 'another' } })).toEqual([])
    const data = [
      { ...start, runId: 'r2' },
      { ...finish, runId: 'r2' },
    ]
    const [heard, next, ...rest] = await announced(adapter, { body, data })
    expect(heard).toMatchObject({
      runId: 'r',
      agent: { name: 'ag-ui', instance: 't' },
      event: { type: 'TOOL_CALL_RESULT', toolCallId: 'page', messageId: 'm2', content: 'pressed' },
    })
    expect([next, ...rest].map((one) => `${one?.event.type} ${one?.runId}`)).toEqual([
      'RUN_STARTED r2',
      'RUN_FINISHED r2',
    ])
    // Told once, however often the conversation is sent.
    expect(typesOf(await announced(adapter, { body, data }))).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
  })

  it('does not keep a piece back when no other comes', async () => {
    const said: string[] = []
    const request = {
      ...{ atMs: 0, url: 'https://agent.example/', method: 'POST', body: input, run: null },
      ...{ hash: () => Promise.resolve(null), hashBody: () => Promise.resolve(null), mayTellMessages: () => false },
    }
    const listener = createAgUiAdapter().onRequest!(request, ({ event }) => said.push(event.type))!
    listener.onResponse({ status: 200, mediaType: 'text/event-stream', uiMessageStream: null })
    for (const event of events.slice(0, 3)) listener.onData(event)
    await vi.waitFor(() => expect(said.at(-1)).toBe('TEXT_MESSAGE_CONTENT'))
  })

  it('says how much of it was not heard', async () => {
    const said = await announced(createAgUiAdapter(), { data: events.slice(0, 5), end: { unheardChars: 900_000 } })
    expect(said.at(-2)?.event).toMatchObject({ type: 'RAW', event: { type: 'unheard', chars: 900_000 } })
  })

  it('has no secret of the request, and of a long one the last message', async () => {
    const secrets = { apiKey: 'k1', headers: { Authorization: 'k2' }, nested: [{ access_token: 'k3', tokens: 7 }] }
    const [said] = await announced(createAgUiAdapter(), { body: { ...input, forwardedProps: secrets }, data: events })
    expect(said?.event.input).toMatchObject({
      forwardedProps: { apiKey: '<omitted>', headers: { Authorization: '<omitted>' }, nested: [{ tokens: 7 }] },
    })
    expect(JSON.stringify(said)).not.toMatch(/"k[123]"/)
    const messages = Array.from({ length: 50 }, (_, i) => ({ id: `${i}`, role: 'user', content: 'x'.repeat(5000) }))
    const [long] = await announced(createAgUiAdapter(), { body: { ...input, messages }, data: events })
    expect(long?.event.input).toEqual({ ...input, messages: messages.slice(-1) })
  })
})

describe('a stream of the AI SDK', () => {
  const message = (role: string, ...parts: unknown[]) => ({ id: `${role}-1`, role, parts })
  const ask = (text: string, trigger = 'submit-message') => ({
    id: 'chat',
    trigger,
    messages: [message('user', { type: 'text', text })],
  })
  const chunks = [
    { type: 'start', messageId: 'answer' },
    { type: 'start-step' },
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: 'Grüße ' },
    { type: 'text-delta', id: 't', delta: '🧺' },
    { type: 'text-end', id: 't' },
    { type: 'finish-step' },
    { type: 'finish', finishReason: 'stop' },
  ]
  const types = [
    'RUN_STARTED',
    'STEP_STARTED',
    'TEXT_MESSAGE_START',
    'TEXT_MESSAGE_CONTENT',
    'TEXT_MESSAGE_END',
    'STEP_FINISHED',
    'RUN_FINISHED',
  ]

  it('is told the same wherever it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
        const data = dataOf(`${sse(chunks)}data: [DONE]\n\n`, cuts)
        const said = await announced(createAiSdkAdapter(), { body: ask('Hello'), data })
        expect(typesOf(said)).toEqual(types)
        expect(said[0]?.event).toMatchObject({ input: { messages: [{ role: 'user', content: 'Hello' }] } })
        expect(said[3]?.event.delta).toBe('Grüße 🧺')
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['its header', { uiMessageStream: 'v1' }, chunks.slice(1)],
    ['its first chunk', {}, chunks],
  ])('is known by %s when the app asks in its own way', async (_what, response, data) => {
    const said = await announced(createAiSdkAdapter(), { body: { prompt: 'Hello' }, response, data })
    expect(typesOf(said)).toEqual(types)
  })

  it.each([
    ['events of another kind', { prompt: 'x' }, [{ type: 'RUN_STARTED' }]],
    ['a start of another kind', { prompt: 'x' }, [{ type: 'start', job: 7 }]],
    ['no chunks', { prompt: 'x' }, [7, null, 'start']],
  ])('is none with %s', async (_what, body, data) => {
    expect(await announced(createAiSdkAdapter(), { body, data })).toEqual([])
  })

  it('follows what was regenerated, also when another run came between', async () => {
    const adapter = createAiSdkAdapter()
    const [first] = await announced(adapter, { body: ask('One'), data: chunks })
    const [second] = await announced(adapter, { body: ask('Two'), data: [{ type: 'start', messageId: 'other' }] })
    const again = { ...ask('One', 'regenerate-message'), messageId: 'answer' }
    const [third] = await announced(adapter, { body: again, data: chunks })
    expect(second?.event.parentRunId).toBe(first?.runId)
    expect(third?.event.parentRunId).toBe(first?.runId)
  })

  it.each([true, false])('has the person’s answer to a question: %s', async (approved) => {
    const adapter = createAiSdkAdapter()
    const asked = await announced(adapter, {
      body: ask('Pay'),
      data: [
        { type: 'tool-input-available', toolCallId: 'c', toolName: 'pay', input: { amount: 3 } },
        { type: 'tool-approval-request', approvalId: 'a', toolCallId: 'c' },
        { type: 'finish' },
      ],
    })
    expect(typesOf(asked).slice(-2)).toEqual(['recorder.interrupt', 'RUN_FINISHED'])
    const part = { type: 'tool-pay', toolCallId: 'c', state: 'approval-responded', approval: { id: 'a', approved } }
    const body = { ...ask(''), messages: [message('assistant', part)] }
    const [, resumed] = await announced(adapter, { body, data: [{ type: 'tool-output-denied', toolCallId: 'c' }] })
    expect(resumed?.event).toMatchObject({
      name: 'recorder.resume',
      value: { interruptId: 'a', status: 'resolved', payload: { approved } },
    })
    // Told once, though every later request repeats it.
    expect(typesOf(await announced(adapter, { body, data: [] }))).not.toContain('recorder.resume')
  })

  it.each([
    ['an abort', [{ type: 'abort', reason: 'enough' }], {}, { outcome: { type: 'cancelled' } }],
    ['the page leaving it', [], { how: 'cancelled' as const }, { outcome: { type: 'cancelled' } }],
    ['an error', [{ type: 'error', errorText: 'away' }], {}, { type: 'RUN_ERROR', message: 'away' }],
    ['a broken line', [], { how: 'failed' as const, error: 'gone' }, { type: 'RUN_ERROR', message: 'gone' }],
  ])('ends once by %s, with everything in it closed', async (_what, last, end, expected) => {
    const data = [...chunks.slice(0, 4), ...last, ...last]
    const said = await announced(createAiSdkAdapter(), { body: ask('Hello'), data, end })
    expect(typesOf(said).slice(0, -1)).toEqual(types.slice(0, -1))
    expect(said.at(-1)?.event).toMatchObject(expected)
  })

  it('survives chunks of any shape', async () => {
    const type = fc.constantFrom(
      'start',
      'start-step',
      'text-start',
      'text-delta',
      'text-end',
      'tool-input-available',
      'tool-output-available',
      'tool-output-error',
      'tool-approval-request',
      'reasoning-start',
      'reasoning-end',
      'data-x',
      'file',
      'finish-step',
    )
    const chunk = fc.record(
      {
        type,
        id: fc.constantFrom('a', 'b'),
        toolCallId: fc.constantFrom('x', 'y'),
        input: fc.jsonValue(),
        output: fc.jsonValue(),
        messageMetadata: fc.jsonValue(),
      },
      { requiredKeys: ['type', 'id', 'toolCallId'] },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(chunk), async (data) => {
        const said = await announced(createAiSdkAdapter(), { body: ask('Hello'), data })
        expect(typesOf(said).filter((one) => one === 'RUN_FINISHED')).toHaveLength(1)
      }),
    )
  })
})
