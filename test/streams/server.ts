import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, normalize, resolve } from 'node:path'
import { build } from 'vite'

type Json = Record<string, unknown>

/** Scripted servers of agents and models behind one page, and what they were asked. */
export interface StreamsServer {
  url: string
  /** Bodies by path, in order. */
  asked: { path: string; body: Json; text: string }[]
  /** Tokens the model servers counted. */
  tokens: () => number
  /** How many answers were cut off by the page. */
  aborted: () => number
  close: () => Promise<void>
}

export async function startStreams(): Promise<StreamsServer> {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-streams-'))
  // Libraries choose what they are by this word, and test runners set it to theirs.
  const mode = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  await build({
    configFile: false,
    root: resolve('test/streams'),
    logLevel: 'error',
    build: {
      outDir: dir,
      target: 'es2022',
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { input: resolve('test/streams/page.html') },
    },
  }).finally(() => {
    process.env.NODE_ENV = mode
  })
  const asked: StreamsServer['asked'] = []
  const counts = { tokens: 0, aborted: 0 }
  const server = createServer((request, response) => {
    void (request.method === 'POST' ? answer(request, response, asked, counts) : serveFile(dir, request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `${origin}/page.html`,
    asked,
    tokens: () => counts.tokens,
    aborted: () => counts.aborted,
    async close() {
      await new Promise((resolve) => server.close(resolve).closeAllConnections())
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function serveFile(dir: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = normalize(new URL(request.url ?? '/', 'http://loopback').pathname)
  const type = path.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
  try {
    const bytes = await readFile(join(dir, path))
    response.writeHead(200, { 'content-type': type }).end(bytes)
  } catch {
    response.writeHead(404).end()
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  asked: StreamsServer['asked'],
  counts: { tokens: number; aborted: number },
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const body = JSON.parse(text) as Json
  const path = new URL(request.url ?? '/', 'http://loopback').pathname
  const number = asked.filter((one) => one.path === path).push({ path, body, text })
  asked.push({ path, body, text })
  response.on('close', () => {
    if (!response.writableEnded) counts.aborted++
  })
  if (path === '/agent') return events(response, agentEvents(body, number), {}, 7)
  if (path === '/flood') return flood(response)
  if (path === '/tokens') {
    tokens(response)
    return
  }
  if (path === '/api/chat') return events(response, [...chatChunks(body, number), '[DONE]'], uiStream, 11)
  if (path === '/v1/chat/completions') {
    if (body.model === 'broken') {
      json(response, { error: { message: 'It broke', type: 'server_error', code: null } }, 500)
      return
    }
    counts.tokens += 30
    if (body.stream === true) return events(response, [...completionChunks(number), '[DONE]'], {}, 13)
    json(response, completion(number))
    return
  }
  if (path === '/v1/responses') {
    counts.tokens += 30
    return events(response, responseEvents(number), {}, 17)
  }
  if (path === '/v1/messages') {
    counts.tokens += 30
    if (body.stream === true) return events(response, messageEvents(number), {}, 19)
    json(response, message(number, 'end_turn'))
    return
  }
  response.writeHead(404).end()
}

const uiStream = { 'x-vercel-ai-ui-message-stream': 'v1' }

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Sends events in pieces of a few bytes, which end anywhere; `endless` holds the stream open until the page leaves. */
async function events(
  response: ServerResponse,
  list: readonly (Json | '[DONE]' | 'endless')[],
  headers: Record<string, string>,
  pieceBytes: number,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
  for (const event of list) {
    if (event === 'endless') return
    const name = event !== '[DONE]' && typeof event.type === 'string' ? `event: ${event.type}\n` : ''
    const bytes = Buffer.from(`${name}data: ${event === '[DONE]' ? event : JSON.stringify(event)}\n\n`)
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      response.write(bytes.subarray(at, at + pieceBytes))
      if (at % 5 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  response.end()
}

/** A run whose first word never ends; it is sent as fast as the page takes it. */
async function flood(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write('data: {"type":"RUN_STARTED","threadId":"flood","runId":"flood"}\n\n')
  response.write('data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"')
  const piece = 'x'.repeat(64 * 1024)
  const closed = new Promise((resolve) => response.once('close', resolve))
  while (!response.destroyed) {
    if (!response.write(piece)) await Promise.race([closed, new Promise((resolve) => response.once('drain', resolve))])
  }
}

/** A run whose message comes in 2,000 pieces, as fast as the page takes them. */
function tokens(response: ServerResponse): void {
  const ids = { threadId: 'tokens', runId: 'tokens' }
  const pieces = Array.from({ length: 2000 }, (_, i) => ({
    type: 'TEXT_MESSAGE_CONTENT',
    messageId: 'm',
    delta: `${i} `,
  }))
  const message = [{ type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }, ...pieces]
  const list = [
    { type: 'RUN_STARTED', ...ids },
    ...message,
    { type: 'TEXT_MESSAGE_END', messageId: 'm' },
    { type: 'RUN_FINISHED', ...ids },
  ]
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end(list.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))
}

function agentEvents({ threadId, runId, resume }: Json, number: number): Json[] {
  const start = { type: 'RUN_STARTED', threadId, runId, protocolVersion: '1.0' }
  const text = (messageId: string, delta: string): Json[] => [
    { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' },
    { type: 'TEXT_MESSAGE_CONTENT', messageId, delta },
    { type: 'TEXT_MESSAGE_END', messageId },
  ]
  if (number === 1) {
    return [
      start,
      { type: 'STEP_STARTED', stepName: 'look' },
      { type: 'REASONING_START', messageId: 'r1' },
      { type: 'REASONING_MESSAGE_START', messageId: 'r1', role: 'reasoning' },
      {
        type: 'REASONING_MESSAGE_CONTENT',
        messageId: 'r1',
        delta: 'The person asks for the basket – ich schaue nach 🧺.',
      },
      { type: 'REASONING_MESSAGE_END', messageId: 'r1' },
      { type: 'REASONING_END', messageId: 'r1' },
      { type: 'TOOL_CALL_START', toolCallId: 'call-1', toolCallName: 'readBasket' },
      { type: 'TOOL_CALL_ARGS', toolCallId: 'call-1', delta: '{"full":true}' },
      { type: 'TOOL_CALL_END', toolCallId: 'call-1' },
      { type: 'TOOL_CALL_RESULT', toolCallId: 'call-1', messageId: 'm-tool', content: '2 × oat drink' },
      { type: 'STEP_FINISHED', stepName: 'look' },
      ...text('m1', 'Two cartons of oat drink.'),
      {
        type: 'RUN_FINISHED',
        threadId,
        runId,
        outcome: { type: 'interrupt', interrupts: [{ id: 'interrupt-1', reason: 'confirmation', message: 'Order?' }] },
      },
    ]
  }
  return [
    start,
    ...text('m2', resume ? 'Ordered.' : 'Bye.'),
    { type: 'RUN_FINISHED', threadId, runId, outcome: { type: 'success' } },
  ]
}

function chatChunks({ trigger }: Json, number: number): (Json | 'endless')[] {
  const messageId = `answer-${number}`
  const text = (delta: string): Json[] => [
    { type: 'text-start', id: 't' },
    ...delta
      .split(' ')
      .map((word, i) => (i === 0 ? word : ` ${word}`))
      .map((piece) => ({ type: 'text-delta', id: 't', delta: piece })),
    { type: 'text-end', id: 't' },
  ]
  const step = (...chunks: Json[]): Json[] => [{ type: 'start-step' }, ...chunks, { type: 'finish-step' }]
  if (trigger === 'regenerate-message')
    return [{ type: 'start', messageId }, ...step(...text('Said anew.')), { type: 'finish' }]
  switch (number) {
    case 1:
      return [
        { type: 'start', messageId },
        ...step(
          { type: 'reasoning-start', id: 'r' },
          { type: 'reasoning-delta', id: 'r', delta: 'Weather ' },
          { type: 'reasoning-delta', id: 'r', delta: 'is asked for.' },
          { type: 'reasoning-end', id: 'r' },
          { type: 'tool-input-start', toolCallId: 'weather-1', toolName: 'weather' },
          { type: 'tool-input-delta', toolCallId: 'weather-1', inputTextDelta: '{"city":' },
          { type: 'tool-input-delta', toolCallId: 'weather-1', inputTextDelta: '"Ulm"}' },
          { type: 'tool-input-available', toolCallId: 'weather-1', toolName: 'weather', input: { city: 'Ulm' } },
          { type: 'tool-output-available', toolCallId: 'weather-1', output: { degrees: 4 } },
        ),
        ...step(...text('Four degrees in Ulm.')),
        {
          type: 'finish',
          finishReason: 'stop',
          messageMetadata: { model: 'small-2026', totalUsage: { inputTokens: 12, outputTokens: 5, totalTokens: 17 } },
        },
      ]
    case 3:
      return [
        { type: 'start', messageId },
        ...step(
          { type: 'tool-input-available', toolCallId: 'pay-1', toolName: 'pay', input: { amount: 3 } },
          { type: 'tool-approval-request', approvalId: 'approval-1', toolCallId: 'pay-1' },
        ),
        { type: 'finish', finishReason: 'tool-calls' },
      ]
    case 4:
      return [
        { type: 'start' },
        { type: 'tool-output-available', toolCallId: 'pay-1', output: 'paid' },
        ...step(...text('Paid.')),
        { type: 'finish' },
      ]
    case 5:
      return [
        { type: 'start', messageId },
        ...step({ type: 'tool-input-available', toolCallId: 'title-1', toolName: 'readTitle', input: {} }),
        { type: 'finish', finishReason: 'tool-calls' },
      ]
    case 6:
      return [{ type: 'start', messageId }, ...step(...text('I saw your title.')), { type: 'finish' }]
    case 7:
      return [
        { type: 'start', messageId },
        { type: 'start-step' },
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: 'This never ends' },
        'endless',
      ]
    default:
      return [
        { type: 'start', messageId },
        { type: 'error', errorText: 'The model is away.' },
      ]
  }
}

const usage = {
  prompt_tokens: 20,
  completion_tokens: 10,
  total_tokens: 30,
  prompt_tokens_details: { cached_tokens: 16 },
  completion_tokens_details: { reasoning_tokens: 4 },
}

function completion(number: number): Json {
  return {
    id: `chatcmpl-${number}`,
    object: 'chat.completion',
    created: 1,
    model: 'small-2026-11-01',
    system_fingerprint: 'fp_1',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Oat drink, with Bearer abcdefghijklmnopqrstuvwxyz012345.' },
        finish_reason: 'stop',
        logprobs: { content: [{ token: 'Oat', logprob: -0.25, bytes: null, top_logprobs: [] }] },
      },
    ],
    usage,
  }
}

function completionChunks(number: number): Json[] {
  const base = { id: `chatcmpl-${number}`, object: 'chat.completion.chunk', created: 1, model: 'small-2026-11-01' }
  return [
    ...['Oat ', 'drink', '.'].map((content) => ({ ...base, choices: [{ index: 0, delta: { content } }] })),
    { ...base, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { ...base, choices: [], usage },
  ]
}

function responseEvents(number: number): Json[] {
  const response = { id: `resp-${number}`, object: 'response', model: 'small-2026-11-01', output: [] as Json[] }
  const text = 'Oat drink.'
  return [
    { type: 'response.created', sequence_number: 0, response: { ...response, status: 'in_progress' } },
    {
      type: 'response.output_text.delta',
      sequence_number: 1,
      item_id: 'i',
      output_index: 0,
      content_index: 0,
      delta: text,
      logprobs: [],
    },
    {
      type: 'response.completed',
      sequence_number: 2,
      response: {
        ...response,
        status: 'completed',
        output: [
          { id: 'i', type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
        ],
        usage: { input_tokens: 20, output_tokens: 10, total_tokens: 30, input_tokens_details: { cached_tokens: 16 } },
      },
    },
  ]
}

function message(number: number, stop_reason: string | null): Json {
  return {
    id: `msg_${number}`,
    type: 'message',
    role: 'assistant',
    model: 'small-2026-11-01',
    content: stop_reason === null ? [] : [{ type: 'text', text: 'Oat drink.' }],
    stop_reason,
    stop_sequence: null,
    usage: { input_tokens: 4, cache_read_input_tokens: 16, output_tokens: stop_reason === null ? 1 : 10 },
  }
}

function messageEvents(number: number): Json[] {
  return [
    { type: 'message_start', message: message(number, null) },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Oat drink.' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 10 } },
    { type: 'message_stop' },
  ]
}
