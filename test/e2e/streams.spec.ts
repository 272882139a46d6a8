import { createHash } from 'node:crypto'
import { EventSchemas } from '@ag-ui/core/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentEntry } from '#trajectory/agent.ts'
import { unheardRequests } from '#trajectory/unheard.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { askPage } from '../support/doings.ts'
import { launchBrowser } from '../support/launch.ts'
import { pause } from '../support/studio.ts'
import { openPopup, readRecorded, type Popup, type Recorded } from '../support/popup.ts'
import type { Doings } from '../streams/page.ts'
import { startStreams, type StreamsServer } from '../streams/server.ts'

let browser: BrowserUnderTest
let server: StreamsServer
let popup: Popup
let page: TestPage
let recorded: Recorded
/** What the page's own code got, by what it did. */
const got: Record<string, unknown> = {}

const doing = <N extends keyof Doings>(name: N, ...args: Parameters<Doings[N]>): Promise<unknown> =>
  askPage(page, name, args)

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), startStreams()])
  popup = await openPopup(browser)
  await popup.record('Ask every agent')
  page = await browser.newPage(server.url)
  await page.bringToFront()
  got.agUi = await doing('agUi', 'What is in my basket?')
  await doing('agUiResume')
  got.chat = await doing('chat', 'How is the weather?')
  got.regenerated = await doing('regenerate')
  await doing('chat', 'Pay')
  got.approved = await doing('approve', true)
  await doing('chat', 'Read the title')
  await doing('chat', 'And?')
  got.stopped = await doing('chatStopped', 'Count for ever')
  await doing('chat', 'Fail')
  got.completion = await doing('completion')
  got.completionStream = await doing('completionStream')
  got.response = await doing('response')
  got.message = await doing('message')
  got.messageStream = await doing('messageStream')
  got.failing = await doing('failing')
  got.tokens = await doing('tokens')
  got.worker = await doing('worker')
  got.hostile = await doing('hostile')
  await doing('forge')
  // What the witness says waits for hashes, and what the browser says for the worker.
  await pause(1000)
  await popup.stop()
  await popup.judge('Yes')
  recorded = await readRecorded(await popup.exportNewest())
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

const agentEntries = () => recorded.log.filter((entry) => entry.kind === 'agent')
const heardBy = (adapter: string) => agentEntries().filter(({ channel }) => channel === `${adapter}@1`)
const calls = (adapter: string) =>
  heardBy(adapter).map(({ event, policy, usage, ...rest }) => ({ ...rest, policy, usage, value: valueOf(event) }))
const valueOf = (event: AgentEntry['event']) => event.value as Record<string, unknown>
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Events by run, in order, as type or the name of a custom one. */
function runsOf(adapter: string): { runId: string; types: string[]; start: AgentEntry['event'] }[] {
  const runs: ReturnType<typeof runsOf> = []
  for (const { event, runId } of heardBy(adapter).filter(({ runId }) => runId !== 'flood' && runId !== 'tokens')) {
    if (event.type === 'RUN_STARTED') runs.push({ runId: runId ?? '', types: [], start: event })
    runs.at(-1)?.types.push(event.type === 'CUSTOM' ? String(event.name) : event.type)
    expect(runId).toBe(runs.at(-1)?.runId)
  }
  return runs
}

describe('a page whose answers are listened to', () => {
  it('gets what it would have got', () => {
    expect(got).toEqual({
      agUi: [
        'reasoning: The person asks for the basket – ich schaue nach 🧺.',
        'assistant: ',
        'tool: 2 × oat drink',
        'assistant: Two cartons of oat drink.',
      ],
      chat: 'Four degrees in Ulm.',
      regenerated: 'Said anew.',
      approved: 'Paid.',
      stopped: 'ready',
      completion: 'Oat drink, with Bearer abcdefghijklmnopqrstuvwxyz012345.',
      completionStream: 'Oat drink.',
      response: 'Oat drink.',
      message: 'Oat drink.',
      messageStream: 'Oat drink.',
      failing: expect.stringContaining('500') as string,
      tokens: 2000,
      worker: 'chatcmpl-4',
      // It patched everything that reads an answer, and none of that was used to listen.
      hostile: { seen: [], enough: true },
    })
    expect(server.aborted(), 'the answer that the page stopped, and the one without end').toBe(2)
  })

  it('has every event of its agents in the log, valid, claimed, and corroborated where a request began them', () => {
    expect(agentEntries().length).toBeGreaterThan(50)
    for (const { event, provenance, channel, request, corroboratedBy } of agentEntries()) {
      expect(EventSchemas.safeParse(event).error?.issues, JSON.stringify(event)).toBeUndefined()
      expect(provenance).toBe('claimed')
      if (channel.startsWith('page-agent')) expect(corroboratedBy, 'a forged run').toBeUndefined()
      else expect(corroboratedBy, JSON.stringify({ channel, request })).toEqual(request && ['webRequest'])
    }
  })

  it('may be sent a flood: nothing of it is kept but how much there was', () => {
    const flood = agentEntries().filter(({ runId }) => runId === 'flood')
    expect(flood.map(({ event }) => event)).toMatchObject([
      { type: 'RUN_STARTED' },
      { type: 'RAW', event: { type: 'unheard' } },
      { type: 'RUN_FINISHED', outcome: { type: 'cancelled' } },
    ])
    expect((flood[1]?.event.event as { chars: number }).chars).toBeGreaterThan(19_000_000)
    expect(recorded.text.length).toBeLessThan(5_000_000)
  })

  it('may hear 2,000 tokens at once: none is lost, and they are few entries', () => {
    const pieces = agentEntries().filter(({ runId, event }) => runId === 'tokens' && event.type.endsWith('_CONTENT'))
    const told = pieces.map(({ event }) => event.delta).join('')
    expect(told).toBe(Array.from({ length: 2000 }, (_, i) => `${i} `).join(''))
    expect(pieces.length).toBeLessThan(50)
    expect(recorded.log.filter((entry) => entry.kind === 'gap' && entry.reason.startsWith('agent-'))).toEqual([])
  })

  it('keeps its key, and what it is named like one', () => {
    expect(server.asked.some(({ text }) => text.includes('sk-page-'))).toBe(true)
    expect(recorded.text).not.toContain('sk-page-')
  })
})

describe('AG-UI over server-sent events', () => {
  it('goes through as it is, with what the agent was asked', () => {
    const [first, second] = runsOf('ag-ui')
    expect(first?.types).toEqual([
      'RUN_STARTED',
      'STEP_STARTED',
      'REASONING_START',
      'REASONING_MESSAGE_START',
      'REASONING_MESSAGE_CONTENT',
      'REASONING_MESSAGE_END',
      'REASONING_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'STEP_FINISHED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect(first?.start).toMatchObject({
      threadId: 'thread-1',
      input: {
        messages: [{ role: 'user', content: 'What is in my basket?' }],
        forwardedProps: { tone: 'short', apiKey: '<omitted>' },
      },
    })
    expect(second?.start).toMatchObject({
      input: { resume: [{ interruptId: 'interrupt-1', status: 'resolved', payload: { approved: true } }] },
    })
    expect(heardBy('ag-ui')[0]?.agent).toEqual({ name: 'ag-ui', version: '1.0', instance: 'thread-1' })
    const [step] = recorded.steps.filter(({ toolCall }) => toolCall?.name === 'readBasket')
    expect(step).toMatchObject({
      reasoning: 'The person asks for the basket – ich schaue nach 🧺.',
      toolCall: { args: '{"full":true}', result: '2 × oat drink' },
    })
  })
})

describe('the Vercel AI SDK', () => {
  it('is heard as runs with text, reasoning, tool calls, steps and usage', () => {
    const [first] = runsOf('ai-sdk')
    expect(first?.types).toEqual([
      'RUN_STARTED',
      'STEP_STARTED',
      'REASONING_START',
      'REASONING_MESSAGE_START',
      'REASONING_MESSAGE_CONTENT',
      'REASONING_MESSAGE_END',
      'REASONING_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'STEP_FINISHED',
      'STEP_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'STEP_FINISHED',
      'RUN_FINISHED',
    ])
    const events = heardBy('ai-sdk').map(({ event }) => event)
    expect(events.find(({ type }) => type === 'TEXT_MESSAGE_CONTENT')).toMatchObject({ delta: 'Four degrees in Ulm.' })
    expect(events.find(({ type }) => type === 'RUN_FINISHED')).toMatchObject({
      usage: [{ model: 'small-2026', inputTokens: 12, outputTokens: 5, totalTokens: 17 }],
    })
  })

  it('tells what a person did about it: asked again, approved, stopped', () => {
    const runs = runsOf('ai-sdk')
    const [first, again, asking, paid] = runs
    expect(again?.start).toMatchObject({
      parentRunId: first?.runId,
      input: { forwardedProps: { trigger: 'regenerate-message' } },
    })
    expect(asking?.types).toContain('recorder.interrupt')
    expect(paid?.types.slice(0, 2)).toEqual(['RUN_STARTED', 'recorder.resume'])
    expect(paid?.types).toContain('TOOL_CALL_RESULT')
    const events = heardBy('ai-sdk').map(({ event }) => event)
    expect(events.find(({ name }) => name === 'recorder.interrupt')).toMatchObject({
      value: { id: 'approval-1', toolCallId: 'pay-1' },
    })
    expect(events.find(({ name }) => name === 'recorder.resume')).toMatchObject({
      value: { interruptId: 'approval-1', status: 'resolved', payload: { approved: true } },
    })
    const ends = events.filter(({ type }) => type === 'RUN_FINISHED' || type === 'RUN_ERROR')
    expect(ends.map(({ outcome, message }) => message ?? (outcome as { type: string }).type)).toEqual([
      'success',
      'success',
      'success',
      'success',
      'success',
      'success',
      'cancelled',
      'The model is away.',
    ])
    expect(ends[2]).toMatchObject({ outcome: { pendingToolCallIds: ['pay-1'] } })
  })

  it('has the results of tools that ran in the page, from the request after', () => {
    const events = heardBy('ai-sdk').map(({ event }) => event)
    expect(
      events.find(({ type, toolCallId }) => type === 'TOOL_CALL_RESULT' && toolCallId === 'title-1'),
    ).toMatchObject({
      content: 'Agents behind a server',
    })
  })
})

describe('calls of a model', () => {
  it('to an OpenAI-compatible server say which model, how it was asked, and what it used', () => {
    const [whole, streamed, response, failed] = calls('openai-compatible')
    const usage = { promptTokens: 20, completionTokens: 10, totalTokens: 30, cachedTokens: 16 }
    expect(whole).toMatchObject({
      runId: null,
      agent: { name: 'openai-compatible', instance: new URL(server.url).host },
      policy: {
        provider: 'openai-compatible',
        requestModel: 'small',
        responseModel: 'small-2026-11-01',
        responseId: 'chatcmpl-1',
        systemFingerprint: 'fp_1',
        policyVersion: 'shop-policy-3',
        sampling: { temperature: 0.2, top_p: 0.9 },
        promptHash: sha256('You are a shop assistant.'),
        toolsHash: sha256(JSON.stringify(server.asked.find(({ path }) => path === '/v1/chat/completions')?.body.tools)),
        adapter: 'openai-compatible@1',
      },
      usage: { ...usage, reasoningTokens: 4 },
      value: {
        'gen_ai.request.model': 'small',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': 20,
        'http.response.status_code': 200,
        'recorder.logprobs': [-0.25],
      },
      request: { bodyHash: sha256(server.asked.find(({ path }) => path === '/v1/chat/completions')?.text ?? '') },
    })
    expect(streamed).toMatchObject({ policy: { responseId: 'chatcmpl-2' }, usage })
    expect(response).toMatchObject({
      policy: {
        responseId: 'resp-1',
        promptHash: sha256('You are a shop assistant.'),
        sampling: { reasoning_effort: 'low' },
      },
      usage,
    })
    expect(failed).toMatchObject({
      policy: { requestModel: 'broken' },
      value: { 'error.type': 'server_error', 'http.response.status_code': 500 },
    })
  })

  it('to an Anthropic-style server count cached tokens as part of the prompt', () => {
    const heard = calls('anthropic-messages')
    expect(heard).toHaveLength(2)
    for (const { policy, usage, value } of heard) {
      expect(policy).toMatchObject({ requestModel: 'small', responseModel: 'small-2026-11-01' })
      expect(usage).toEqual({ promptTokens: 20, cachedTokens: 16, completionTokens: 10, totalTokens: 30 })
      expect(value['gen_ai.response.finish_reasons']).toEqual(['end_turn'])
    }
    expect(heard[0]?.policy).toMatchObject({ promptHash: sha256('You are a shop assistant.') })
  })

  it('add up in the header to what the servers counted, but for the one from where nobody listens', () => {
    const total = recorded.header.policies.reduce((sum, { usage }) => sum + (usage.totalTokens ?? 0), 0)
    expect(total).toBe(server.tokens() - 30)
  })

  it('hold no message of theirs', () => {
    for (const { value } of [...calls('openai-compatible'), ...calls('anthropic-messages')])
      expect(Object.keys(value).filter((key) => /messages|instructions|token_ids/.test(key))).toEqual([])
    const told = JSON.stringify([...heardBy('openai-compatible'), ...heardBy('anthropic-messages')])
    expect(told).not.toContain('What is in my basket?')
    expect(told).not.toContain('Oat')
  })

  it('are seen by the browser wherever they come from, a worker included', () => {
    const seen = recorded.log.filter((entry) => entry.kind === 'effect' && entry.name === 'model_request')
    // Three completions and one from the worker, one response, two messages.
    expect(seen.map(({ provenance }) => provenance)).toEqual(Array(7).fill('observed'))
    expect(unheardRequests(recorded.log), JSON.stringify(seen)).toHaveLength(1)
  })
})

describe('with leave to record messages', () => {
  it('they are there, masked like everything else, and so is nothing of the key', async () => {
    const options = await browser.openExtensionPage('options.html')
    await options.click('#recordMessages')
    await options.click('button.primary')
    await options.text('[role=status]')
    await options.close()
    await popup.record('Ask with messages')
    await page.bringToFront()
    // Its clients took hold of `fetch` when they were made; what is made before a recording is not heard in it.
    await page.reload()
    await doing('completion')
    await doing('completionStream')
    await doing('messageStream')
    await pause(500)
    await popup.stop()
    await popup.judge('Yes')
    recorded = await readRecorded(await popup.exportNewest())
    const [whole, streamed] = calls('openai-compatible')
    expect(whole?.value).toMatchObject({
      'gen_ai.system_instructions': ['You are a shop assistant.'],
      'gen_ai.input.messages': [{ role: 'user', content: 'What is in my basket?' }],
      'gen_ai.output.messages': [
        { role: 'assistant', parts: [{ type: 'text', content: expect.stringContaining('<bearer-token>') as string }] },
      ],
    })
    const said = [{ role: 'assistant', parts: [{ type: 'text', content: 'Oat drink.' }] }]
    expect(streamed?.value['gen_ai.output.messages']).toEqual(said)
    expect(calls('anthropic-messages')[0]?.value['gen_ai.output.messages']).toEqual(said)
    expect(recorded.text).not.toContain('sk-page-')
    expect(recorded.text).not.toContain('abcdefghijklmnopqrstuvwxyz012345')
  })
})
