import { EventSchemas } from '@ag-ui/core/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPageAgentAdapter } from '#agents/adapters/page-agent.ts'
import { parseEntry } from '#trajectory/entry.ts'
import { FakePageAgent, apiKey } from './fake-page-agent.ts'

const fill = {
  tool: 'input_text',
  input: { index: 1, text: 'First try' },
  output: '✅ Input text (First try) into element (1).',
}
const question = { tool: 'ask_user', input: { question: 'Which size?' }, output: 'User answered: Medium please' }
const done = { tool: 'done', input: { success: true, text: 'Bought it' }, output: 'Task completed' }

function createAgent(): FakePageAgent {
  return new FakePageAgent(createPageAgentAdapter())
}

function typesOf({ said }: FakePageAgent): string[] {
  return said.map(({ event }) => (event.type === 'CUSTOM' ? String(event.name) : event.type))
}

const step = ['STEP_STARTED', 'TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT']
const reasoning = [
  'REASONING_START',
  'REASONING_MESSAGE_START',
  'REASONING_MESSAGE_CONTENT',
  'REASONING_MESSAGE_END',
  'REASONING_END',
]

/** What any sequence of events must keep to, whoever listens. */
function expectWellFormed(agent: FakePageAgent): void {
  const open = {
    runs: new Set<unknown>(),
    steps: new Set<unknown>(),
    calls: new Set<unknown>(),
    questions: new Set<unknown>(),
  }
  const callIds = new Set<unknown>()
  for (const { event, runId } of agent.said) {
    expect(EventSchemas.safeParse(event).error?.issues, JSON.stringify(event)).toBeUndefined()
    switch (event.type) {
      case 'RUN_STARTED':
        expect([...open.runs, ...open.steps, ...open.calls]).toEqual([])
        open.runs.add(event.runId)
        break
      case 'RUN_FINISHED':
      case 'RUN_ERROR':
        expect([...open.steps, ...open.calls, ...open.questions], 'a run ends with everything in it closed').toEqual([])
        open.runs.clear()
        break
      case 'STEP_STARTED':
        expect(open.steps.size).toBe(0)
        open.steps.add(event.stepName)
        break
      case 'STEP_FINISHED':
        expect(open.steps.delete(event.stepName)).toBe(true)
        break
      case 'TOOL_CALL_START':
        expect(callIds.has(event.toolCallId), 'a tool call id is given out once').toBe(false)
        expect(open.calls.size).toBe(0)
        callIds.add(event.toolCallId)
        open.calls.add(event.toolCallId)
        break
      case 'TOOL_CALL_RESULT':
        expect(open.calls.delete(event.toolCallId)).toBe(true)
        break
      case 'CUSTOM': {
        const { id, interruptId } = event.value as { id?: unknown; interruptId?: unknown }
        if (event.name === 'recorder.interrupt') open.questions.add(id)
        else if (event.name === 'recorder.resume') expect(open.questions.delete(interruptId)).toBe(true)
      }
    }
    expect(runId).toBe(agent.taskId === '' ? null : agent.taskId)
  }
}

describe('page-agent', () => {
  it('is heard from task to result: reasoning, call, result and usage of every step, in order', () => {
    const agent = createAgent()
    agent.start('Write First try', 'task-1')
    agent.observe('Page navigated to → https://shop.example/')
    agent.step({
      ...fill,
      reflection: { evaluation_previous_goal: 'none', memory: 'on the form', next_goal: 'fill it in' },
    })
    agent.step(done)
    agent.complete({ success: true, data: 'Bought it' })

    expect(typesOf(agent)).toEqual([
      'RUN_STARTED',
      'RAW',
      ...step,
      ...reasoning,
      'recorder.llm_call',
      'STEP_FINISHED',
      ...step,
      'recorder.llm_call',
      'STEP_FINISHED',
      'RUN_FINISHED',
    ])
    expectWellFormed(agent)
  })

  it('says task, arguments, result, thought and outcome as the agent did', () => {
    const agent = createAgent()
    agent.start('Write First try', 'task-1')
    agent.step({ ...fill, reflection: { memory: 'on the form', next_goal: 'fill it in' } })
    agent.complete({ success: false, data: 'Could not buy it' })

    const find = (type: string) => agent.said.find(({ event }) => event.type === type)!.event
    expect(find('RUN_STARTED')).toMatchObject({
      threadId: 'eapfqk6fn',
      runId: 'task-1',
      input: { messages: [{ role: 'user', content: 'Write First try' }] },
    })
    expect(find('RUN_STARTED')).not.toHaveProperty('parentRunId')
    expect(find('TOOL_CALL_START')).toMatchObject({ toolCallName: 'input_text' })
    expect(JSON.parse(String(find('TOOL_CALL_ARGS').delta))).toEqual(fill.input)
    expect(find('TOOL_CALL_RESULT')).toMatchObject({ content: fill.output, metadata: { ok: true, durationMs: 1097 } })
    expect(find('REASONING_MESSAGE_CONTENT')).toMatchObject({
      delta: 'memory: on the form\nnext_goal: fill it in',
      metadata: { toolCallId: find('TOOL_CALL_START').toolCallId },
    })
    expect(find('RUN_FINISHED')).toMatchObject({
      result: { success: false, data: 'Could not buy it' },
      outcome: { type: 'success' },
    })
  })

  it('names the policy and the tokens of each inference, and adds the tokens up for the run', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.step({ ...fill, usage: { cachedTokens: 60, reasoningTokens: 4 }, request: { temperature: 0.2, seed: 7 } })
    agent.step(done)
    agent.complete({ success: true, data: '' })

    const [first, second] = agent.said.filter(({ event }) => event.name === 'recorder.llm_call')
    expect(first).toMatchObject({
      policy: {
        requestModel: 'glm-5-air',
        responseModel: 'glm-5-air-2026-09',
        responseId: 'chatcmpl-1',
        systemFingerprint: 'fp_1',
        sampling: { temperature: 0.2, seed: 7 },
      },
      usage: { promptTokens: 100, completionTokens: 10, totalTokens: 110, cachedTokens: 60, reasoningTokens: 4 },
      event: {
        value: {
          'gen_ai.request.model': 'glm-5-air',
          'gen_ai.usage.input_tokens': 100,
          'gen_ai.usage.cache_read.input_tokens': 60,
        },
      },
    })
    expect(second!.policy).not.toHaveProperty('sampling')
    expect(second!.usage).not.toHaveProperty('cachedTokens')
    expect(agent.said.at(-1)!.event.usage).toEqual([
      {
        model: 'glm-5-air-2026-09',
        inputTokens: 200,
        outputTokens: 20,
        totalTokens: 220,
        cachedInputTokens: 60,
        reasoningTokens: 4,
      },
    ])
  })

  it('is stopped in the middle of a call: the call fails, the run is cancelled', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.think()
    agent.begin(fill)
    agent.stop()

    expect(typesOf(agent)).toEqual(['RUN_STARTED', ...step, 'RAW', 'STEP_FINISHED', 'RUN_FINISHED'])
    expect(agent.said.find(({ event }) => event.type === 'TOOL_CALL_RESULT')!.event.metadata).toEqual({
      ok: false,
      error: 'Task aborted',
    })
    expect(agent.said.at(-1)!.event.outcome).toEqual({ type: 'cancelled' })
    expectWellFormed(agent)
  })

  it('is stopped while it thinks: no call is invented', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.think()
    agent.stop()
    expect(typesOf(agent)).toEqual(['RUN_STARTED', 'STEP_STARTED', 'RAW', 'STEP_FINISHED', 'RUN_FINISHED'])
    expectWellFormed(agent)
  })

  it('asks its person: the question is an interrupt of that call, the answer resumes it before its result', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.step(question)
    agent.complete({ success: true, data: '' })

    expect(typesOf(agent).slice(1, 8)).toEqual([
      'STEP_STARTED',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'recorder.interrupt',
      'recorder.resume',
      'TOOL_CALL_RESULT',
    ])
    const [asked, answered] = agent.said.filter(({ event }) => /interrupt|resume/.test(String(event.name)))
    const { toolCallId } = agent.said.find(({ event }) => event.type === 'TOOL_CALL_START')!.event
    const id = `${String(toolCallId)}:question`
    expect(asked!.event.value).toEqual({ id, reason: 'ask_user', message: 'Which size?', toolCallId })
    expect(answered!.event.value).toEqual({
      interruptId: id,
      status: 'resolved',
      payload: { answer: 'Medium please' },
    })
    expectWellFormed(agent)
  })

  it('is stopped while it waits for an answer: none is given', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.think()
    agent.begin(question)
    agent.stop()

    const answers = agent.said.filter(({ event }) => event.name === 'recorder.resume')
    expect(answers.map(({ event }) => event.value)).toEqual([
      { interruptId: expect.stringMatching(/:question$/) as string, status: 'cancelled' },
    ])
    expectWellFormed(agent)
  })

  it('tries again after the model failed, and says which attempt of how many', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.think()
    agent.retry(1, 'InvokeError: Server error: 500')
    agent.begin(fill)
    agent.end(fill)
    agent.reflect(fill)
    agent.complete({ success: true, data: '' })

    const retry = agent.said.find(({ event }) => event.name === 'recorder.retry')!.event
    expect(retry.value).toEqual({ attempt: 1, maxAttempts: 2 })
    expect(agent.said.filter(({ event }) => event.type === 'RAW').map(({ event }) => event.event)).toEqual([
      { type: 'error', message: 'InvokeError: Server error: 500' },
    ])
    expectWellFormed(agent)
  })

  it('tries again after a tool threw: the first call has failed, and does not stay open', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.think()
    agent.begin(fill)
    agent.retry(1, 'InvokeError: Tool execution failed: no such element')
    agent.begin(fill)
    agent.end(fill)
    agent.reflect(fill)
    agent.complete({ success: true, data: '' })

    const results = agent.said
      .filter(({ event }) => event.type === 'TOOL_CALL_RESULT')
      .map(({ event }) => event.metadata as { ok: boolean })
    expect(results.map(({ ok }) => ok)).toEqual([false, true])
    // At once: until the model has answered again nothing that happens in the page is that call's doing.
    expect(typesOf(agent).slice(0, 7)).toEqual(['RUN_STARTED', ...step, 'recorder.retry'])
    expectWellFormed(agent)
  })

  it('gives up with an error', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.think()
    agent.fail('InvokeError: Authentication failed: no such key')
    expect(typesOf(agent).at(-1)).toBe('RUN_ERROR')
    expect(agent.said.at(-1)!.event.message).toBe('InvokeError: Authentication failed: no such key')
    expectWellFormed(agent)
  })

  it('fails for its own reason, not for the result of the run before', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.complete({ success: true, data: 'Bought it' })
    agent.start('Buy more', 'task-2')
    agent.crash('Error: a hook of the page threw')
    expect(agent.said.at(-1)!.event).toMatchObject({ type: 'RUN_ERROR', message: 'Error: a hook of the page threw' })
  })

  it('starts a second run that names the first as its parent, and begins its own history and numbers', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.step(fill)
    agent.stop()
    const before = agent.said.length
    agent.start('Buy, but cheaper', 'task-2')
    agent.step(done)
    agent.complete({ success: true, data: '' })

    const second = agent.said.slice(before)
    expect(second[0]!.event).toMatchObject({ type: 'RUN_STARTED', runId: 'task-2', parentRunId: 'task-1' })
    expect(second.every(({ runId }) => runId === 'task-2')).toBe(true)
    expect(second.filter(({ event }) => event.type === 'TOOL_CALL_START')).toHaveLength(1)
    expect(second.at(-1)!.event.usage).toEqual([expect.objectContaining({ totalTokens: 110 })])
  })

  it('tells two agents in one page apart', () => {
    const adapter = createPageAgentAdapter()
    const [one, two] = [new FakePageAgent(adapter), new FakePageAgent(adapter)]
    one.start('Buy', 'task-1')
    two.start('Sell', 'task-2')
    one.step(fill)
    two.step(done)
    expect(one.said.every(({ runId }) => runId === 'task-1')).toBe(true)
    expect(two.said.every(({ runId }) => runId === 'task-2')).toBe(true)
    expect(typesOf(one)).toEqual(typesOf(two))
  })

  it.each<[string, EventTarget]>([
    ['a plain target', new EventTarget()],
    [
      'something that only looks a little like it',
      Object.assign(new EventTarget(), {
        taskId: 'x',
        task: 'x',
        status: 'running',
        pageController: {},
        history: 'none',
      }),
    ],
  ])('is not mistaken for %s', (_what, target) => {
    const said: unknown[] = []
    createPageAgentAdapter().onDispatch!(target, new Event('statuschange'), (announcement) => said.push(announcement))
    expect(said).toEqual([])
  })

  it('never shows its key, and its configuration is not even looked at', () => {
    const agent = createAgent()
    agent.start('Buy', 'task-1')
    agent.step(fill)
    agent.retry(1, 'failed')
    agent.fail('failed')
    expect(JSON.stringify(agent.said)).not.toContain(apiKey)
    expect(agent.configReads).toBe(0)
  })

  it('keeps to AG-UI, to its own brackets and to our format in whatever order things happen', () => {
    type Deed = (agent: FakePageAgent) => void
    const deeds = fc.constantFrom<Deed>(
      (agent) => agent.think(),
      (agent) => agent.begin(fill),
      (agent) => agent.end(fill),
      (agent) => agent.begin(question),
      (agent) => agent.end(question),
      (agent) => agent.reflect({ ...fill, reflection: { memory: 'm' } }),
      (agent) => agent.observe('something'),
      (agent) => agent.retry(1, 'failed'),
      (agent) => agent.act({ type: 'something new' }),
      (agent) => agent.act(null),
    )
    const ends = fc.constantFrom<Deed>(
      (agent) => agent.complete({ success: true, data: '' }),
      (agent) => agent.stop(),
      (agent) => agent.fail('failed'),
      (agent) => agent.crash('crashed'),
    )
    fc.assert(
      fc.property(fc.array(deeds, { maxLength: 12 }), ends, (happens, end) => {
        const agent = createAgent()
        agent.start('Buy', 'task-1')
        for (const deed of happens) deed(agent)
        end(agent)
        expectWellFormed(agent)
        for (const announcement of agent.said) {
          const entry = {
            id: 'shop000000000001:1',
            kind: 'agent',
            provenance: 'claimed',
            tabId: 1,
            frameId: 0,
            documentId: null,
            origin: null,
            ...announcement,
          }
          expect(parseEntry(JSON.parse(JSON.stringify(entry)))).toHaveProperty('entry')
        }
      }),
    )
  })
})
