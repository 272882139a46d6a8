import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAnthropicMessagesAdapter } from '#agents/adapters/anthropic-messages.ts'
import { createOpenAiCompatibleAdapter } from '#agents/adapters/openai-compatible.ts'
import { announced, dataOf, type Exchange } from './exchange-under-test.ts'

const openAi = 'https://api.openai.com/v1'
const json = { mediaType: 'application/json' }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const ask = { model: 'gpt', messages: [{ role: 'user', content: 'Hello, secret world' }] }

/** Streams as servers sent them, shortened. */
const chatStream = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-2026","system_fingerprint":"fp_9","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-2026","choices":[{"index":0,"delta":{"content":"Grüße 🧺"},"logprobs":{"content":[{"token":"Gr","logprob":-0.5,"bytes":[71]}]},"token_ids":[5,6],"finish_reason":null}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-2026","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"add","arguments":""}}]}}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-2026","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"n\\":"}}]}}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-2026","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]},"finish_reason":"tool_calls"}]}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-2026","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":64},"completion_tokens_details":{"reasoning_tokens":8},"cost":0.002}}

data: [DONE]

`
const messageStream = `event: message_start
data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-2026","content":[],"stop_reason":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":20,"cache_read_input_tokens":30,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Well, 🧺"}}

event: ping
data: {"type": "ping"}

event: content_block_start
data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"add","input":{}}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"n\\":1}"}}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":15}}

event: message_stop
data: {"type":"message_stop"}

`

const hear = async (exchange: Exchange) => {
  const said = await announced(createOpenAiCompatibleAdapter(), {
    url: `${openAi}/chat/completions`,
    body: ask,
    ...exchange,
  })
  return said.map((one) => ({ ...one, value: one.event.value as Record<string, unknown> }))
}
const hearMessages = async (exchange: Exchange) => {
  const url = 'https://api.anthropic.com/v1/messages'
  const said = await announced(createAnthropicMessagesAdapter(), { url, body: ask, ...exchange })
  return said.map((one) => ({ ...one, value: one.event.value as Record<string, unknown> }))
}

describe('an OpenAI-compatible call', () => {
  it('is told the same wherever its stream was cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
        const [call, ...more] = await hear({ data: dataOf(chatStream, cuts), mayTellMessages: true })
        expect(more).toEqual([])
        expect(call).toMatchObject({
          runId: null,
          agent: { name: 'openai-compatible', version: null, instance: 'api.openai.com' },
          policy: {
            provider: 'openai',
            requestModel: 'gpt',
            responseModel: 'gpt-2026',
            responseId: 'chatcmpl-1',
            systemFingerprint: 'fp_9',
          },
          usage: {
            promptTokens: 100,
            completionTokens: 20,
            totalTokens: 120,
            cachedTokens: 64,
            reasoningTokens: 8,
            costUsd: 0.002,
          },
          value: {
            'gen_ai.response.finish_reasons': ['tool_calls'],
            'recorder.logprobs': [-0.5],
            'recorder.token_ids': [5, 6],
            'gen_ai.output.messages': [
              {
                role: 'assistant',
                parts: [
                  { type: 'text', content: 'Grüße 🧺' },
                  { type: 'tool_call', id: 'call_1', name: 'add', arguments: '{"n":1}' },
                ],
              },
            ],
          },
        })
      }),
      { numRuns: 50 },
    )
  })

  it('says nothing of its messages unless allowed, in words or in tokens', async () => {
    const [call] = await hear({ data: dataOf(chatStream, []) })
    const text = JSON.stringify(call)
    for (const secret of ['secret world', 'Grüße', '"add"', 'token_ids']) expect(text).not.toContain(secret)
    expect(call?.value['recorder.logprobs']).toEqual([-0.5])
  })

  it('has the hashes of what told the model how to behave, and how it was asked', async () => {
    const tools = [{ type: 'function', function: { name: 'add' } }]
    const [call] = await hear({
      body: {
        ...ask,
        messages: [
          { role: 'developer', content: 'Be kind.' },
          ...ask.messages,
          { role: 'system', content: 'Be brief.' },
        ],
        tools,
        temperature: 0,
        top_p: 0.5,
        max_completion_tokens: 50,
        seed: 3,
        user: 'ada@example.org',
        metadata: { checkpoint: 'step-900', policy_version: 'v3' },
      },
      response: json,
      data: [{ id: 'c', object: 'chat.completion', model: 'm', choices: [{ finish_reason: 'stop', message: {} }] }],
    })
    expect(call?.policy).toEqual({
      provider: 'openai',
      adapter: 'openai-compatible@1',
      requestModel: 'gpt',
      responseModel: 'm',
      responseId: 'c',
      checkpoint: 'step-900',
      policyVersion: 'v3',
      sampling: { temperature: 0, top_p: 0.5, max_completion_tokens: 50, seed: 3 },
      promptHash: sha256('Be kind.\nBe brief.'),
      toolsHash: sha256(JSON.stringify(tools)),
    })
    expect(JSON.stringify(call)).not.toContain('ada@')
  })

  it('is one of the responses API as well', async () => {
    const response = { id: 'resp_1', object: 'response', model: 'gpt-2026' }
    const body = { model: 'gpt', instructions: 'Be kind.', input: 'Hello', reasoning: { effort: 'high' } }
    const url = `${openAi}/responses`
    const done = {
      ...response,
      status: 'completed',
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
        { type: 'message', content: [{ type: 'output_text', text: 'Hi', logprobs: [{ token: 'Hi', logprob: -1 }] }] },
        { type: 'function_call', call_id: 'c', name: 'add', arguments: '{}' },
      ],
      usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7, output_tokens_details: { reasoning_tokens: 2 } },
    }
    const expected = {
      policy: { responseId: 'resp_1', promptHash: sha256('Be kind.'), sampling: { reasoning_effort: 'high' } },
      usage: { promptTokens: 3, completionTokens: 4, totalTokens: 7, reasoningTokens: 2 },
      value: {
        'gen_ai.response.finish_reasons': ['completed'],
        'recorder.logprobs': [-1],
        'gen_ai.output.messages': [
          {
            role: 'assistant',
            parts: [
              { type: 'reasoning', content: 'Hm.' },
              { type: 'text', content: 'Hi' },
              { type: 'tool_call', id: 'c', name: 'add', arguments: '{}' },
            ],
          },
        ],
      },
    }
    const streamed = [
      { type: 'response.created', response: { ...response, status: 'in_progress' } },
      { type: 'response.output_text.delta', delta: 'Hi' },
      { type: 'response.completed', response: done },
    ]
    expect(await hear({ url, body, data: streamed, mayTellMessages: true })).toMatchObject([expected])
    expect(await hear({ url, body, response: json, data: [done], mayTellMessages: true })).toMatchObject([expected])
  })

  it('belongs to the run that was open when it was made', async () => {
    const run = { id: 'task-1', agent: { name: 'page-agent', version: null, instance: 'x' } }
    const [call] = await hear({ data: dataOf(chatStream, []), run })
    expect(call).toMatchObject({ runId: 'task-1', agent: run.agent, channel: 'openai-compatible@1' })
  })

  it.each<[string, Exchange, string]>([
    [
      'the server refuses',
      { response: { ...json, status: 429 }, data: [{ error: { message: 'Slow down', type: 'rate_limit' } }] },
      'rate_limit',
    ],
    ['the server breaks', { response: { mediaType: 'text/html', status: 502 } }, '502'],
    ['nobody answers', { response: null, end: { how: 'failed', error: 'Failed to fetch' } }, 'no-answer'],
    ['the page gives up', { data: dataOf(chatStream, []).slice(0, 2), end: { how: 'cancelled' } }, 'cancelled'],
  ])('that fails because %s is told with what is known', async (_what, exchange, error) => {
    const url = `${openAi}/chat/completions`
    const [call] = exchange.response === null ? await hearNoAnswer(url) : await hear({ url, ...exchange })
    expect(call).toMatchObject({ policy: { requestModel: 'gpt' }, value: { 'error.type': error } })
    expect(JSON.stringify(call)).not.toContain('Slow down')
  })

  it.each<[string, Exchange]>([
    ['an embedding', { url: `${openAi}/embeddings`, body: { model: 'm', input: 'text' } }],
    ['a form of a survey', { url: 'https://survey.example/responses', body: { input: 'text' } }],
    ['no JSON', { body: null }],
    ['Anthropic’s', { url: 'https://api.anthropic.com/v1/messages' }],
    [
      'an app that streams its own events',
      { url: 'https://shop.example/api/chat', data: [{ type: 'start' }, { choices: [] }] },
    ],
    ['an app that answers in text', { url: 'https://shop.example/api/chat', response: { mediaType: 'text/plain' } }],
  ])('is not seen in %s', async (_what, exchange) => {
    expect(await hear(exchange)).toEqual([])
  })

  it('keeps to its limits, whatever comes', async () => {
    const piece = { id: 'c', choices: [{ delta: { content: 'x'.repeat(50_000) }, token_ids: Array(5000).fill(1) }] }
    const [call] = await hear({
      body: { ...ask, messages: Array(10).fill({ role: 'user', content: 'y'.repeat(50_000) }) },
      data: Array(10).fill(piece),
      mayTellMessages: true,
    })
    expect(JSON.stringify(call?.event).length).toBeLessThan(250_000)
    expect(call?.value['recorder.messages_left_out']).toBe(9)
  })

  it('survives answers of any shape', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 5 }), fc.jsonValue(), async (data, body) => {
        await hear({ data, mayTellMessages: true })
        await hear({ body: { ...ask, metadata: body, reasoning: body, tools: body }, data: [{ choices: data }] })
        await hearMessages({
          body: { ...ask, system: body, thinking: body },
          data: [...data, { type: 'message', content: data }],
        })
      }),
    )
  })
})

describe('an Anthropic-style call', () => {
  it('is told the same wherever its stream was cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
        const data = dataOf(messageStream, cuts)
        const body = {
          ...ask,
          system: [{ type: 'text', text: 'Be kind.' }],
          max_tokens: 5,
          thinking: { budget_tokens: 9 },
        }
        expect(await hearMessages({ data, body, mayTellMessages: true })).toMatchObject([
          {
            policy: {
              provider: 'anthropic',
              requestModel: 'gpt',
              responseModel: 'claude-2026',
              responseId: 'msg_1',
              promptHash: sha256('Be kind.'),
              sampling: { max_tokens: 5, thinking_budget_tokens: 9 },
            },
            // Ten as they came, thirty from the cache, twenty to it.
            usage: { promptTokens: 60, cachedTokens: 30, completionTokens: 15, totalTokens: 75 },
            value: {
              'gen_ai.usage.cache_creation.input_tokens': 20,
              'gen_ai.response.finish_reasons': ['tool_use'],
              'gen_ai.output.messages': [
                {
                  parts: [
                    { type: 'reasoning', content: 'Well, 🧺' },
                    { type: 'tool_call', id: 'toolu_1', name: 'add', arguments: '{"n":1}' },
                  ],
                },
              ],
            },
          },
        ])
      }),
      { numRuns: 50 },
    )
  })

  it('that is overloaded is told as such', async () => {
    const data = [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }]
    const [call] = await hearMessages({ data })
    expect(call?.value['error.type']).toBe('overloaded_error')
  })

  it('is not seen where the path is another', async () => {
    expect(await hearMessages({ url: 'https://shop.example/api/chat' })).toEqual([])
  })
})

async function hearNoAnswer(url: string) {
  return hear({ url, response: null, end: { how: 'failed', error: 'Failed to fetch' } })
}
