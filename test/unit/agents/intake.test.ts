import { describe, expect, it } from 'vitest'
import type { Announcement } from '#agents/announcement.ts'
import { createIntake } from '#agents/intake.ts'
import { createLosses, toLoss } from '#agents/losses.ts'
import { createTokenBucket, documentAllowance } from '#agents/token-bucket.ts'

const src = { name: 'helper', version: '2.0', instance: 'i1' }
const started = { type: 'RUN_STARTED', threadId: 't', runId: 'r1' }

function intake({ late = false, burst = 1000 } = {}) {
  const losses = createLosses()
  const bucket = createTokenBucket({ ...documentAllowance, burst })
  const { read, claim } = createIntake({ channel: 'agui-event@1', late, bucket, losses })
  const readText = (text: unknown, atMs = 0) => read(() => text, atMs)
  return {
    readText,
    claim,
    /** Sends an event as an agent would. */
    send: (seq: number, event: object, from: object = src, more: object = {}) =>
      readText(JSON.stringify({ v: 1, src: from, seq, event, ...more }))?.announcement ?? null,
    losses: () => losses.take().map(toLoss),
  }
}

describe('what an agent announces', () => {
  it('is taken with its name, its number and its run', () => {
    const { send, losses } = intake()
    expect(send(1, started)).toEqual({
      atMs: 0,
      agent: src,
      channel: 'agui-event@1',
      runId: 'r1',
      event: started,
      seq: 1,
    })
    expect(send(2, { type: 'STEP_STARTED', stepName: 's' })?.runId).toBe('r1')
    expect(send(3, { type: 'RUN_FINISHED', threadId: 't', runId: 'r1' })?.runId).toBe('r1')
    expect(send(4, { type: 'STEP_STARTED', stepName: 's' })?.runId).toBeNull()
    expect(losses()).toEqual([])
  })

  it('belongs to the run it names, or to that of its tool call, where several are open', () => {
    const { send } = intake()
    send(1, started)
    send(2, { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'click' })
    send(3, { type: 'RUN_STARTED', threadId: 't', runId: 'r2' })
    expect(send(4, { type: 'TOOL_CALL_END', toolCallId: 'c1' })?.runId).toBe('r1')
    expect(send(5, { type: 'STEP_STARTED', stepName: 's', metadata: { runId: 'r1' } })?.runId).toBe('r1')
    expect(send(6, { type: 'STEP_STARTED', stepName: 's' })?.runId).toBe('r2')
  })

  it('says which model was asked: listed fields alone, as policy and usage', () => {
    const { readText } = intake()
    const value = {
      'gen_ai.provider.name': 'example',
      'gen_ai.request.model': 'm',
      'gen_ai.response.model': 'm-2026',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': -1,
      cost_usd: 0.5,
      policy_version: 7,
      'gen_ai.input.messages': [{ role: 'user', content: 'secret' }],
      apiKey: 'sk-secret',
      headers: { authorization: 'secret' },
      __proto__: { x: 1 },
    }
    const event = { type: 'CUSTOM', name: 'recorder.llm_call', value, rawEvent: { all: 'secret' } }
    const admitted = readText(JSON.stringify({ v: 1, src, seq: 1, event }))
    expect(admitted?.announcement).toMatchObject({
      policy: {
        provider: 'example',
        requestModel: 'm',
        responseModel: 'm-2026',
        policyVersion: 7,
        sampling: { temperature: 0.2 },
      },
      usage: { promptTokens: 10, costUsd: 0.5 },
    })
    expect(admitted?.unlisted).toBe(4)
    expect(JSON.stringify(admitted)).not.toMatch(/secret|-1/)
  })

  it('may be of AG-UI before 1.0, which called reasoning thinking', () => {
    const { send } = intake()
    const types = [
      'THINKING_START',
      'THINKING_TEXT_MESSAGE_START',
      'THINKING_TEXT_MESSAGE_CONTENT',
      'THINKING_TEXT_MESSAGE_END',
      'THINKING_END',
    ]
    const read = types.map(
      (type, i) => send(i + 1, { type, ...(type.endsWith('CONTENT') ? { delta: 'hm' } : {}) })?.event,
    )
    expect(read.map((event) => event?.type)).toEqual([
      'REASONING_START',
      'REASONING_MESSAGE_START',
      'REASONING_MESSAGE_CONTENT',
      'REASONING_MESSAGE_END',
      'REASONING_END',
    ])
    expect(new Set(read.map((event) => event?.messageId))).toEqual(new Set(['i1:thinking-1']))
    expect(read[2]).toMatchObject({ delta: 'hm', rawEvent: { type: 'THINKING_TEXT_MESSAGE_CONTENT', delta: 'hm' } })
    expect(send(6, { type: 'THINKING_START' })?.event.messageId).toBe('i1:thinking-2')
  })
})

describe('numbers', () => {
  const step = { type: 'STEP_STARTED', stepName: 's' }

  it('that are missing are told by the next one, and counted once', () => {
    const { send, losses } = intake()
    expect(send(1, step)).not.toHaveProperty('seqGap')
    expect(send(5, step)).toMatchObject({ seq: 5, seqGap: 3 })
    expect(send(6, step)).not.toHaveProperty('seqGap')
    expect(losses()).toMatchObject([{ reason: 'agent-out-of-order', count: 1 }])
  })

  it('that come twice are left out the second time', () => {
    const { send, losses } = intake()
    send(1, step)
    expect(send(1, { ...step, stepName: 'replayed' })).toBeNull()
    expect(losses()).toMatchObject([{ reason: 'agent-out-of-order', count: 1 }])
  })

  it('that a stranger made up do not drive out those of the agent itself', () => {
    const { send } = intake()
    for (const seq of [1, 2, 3]) send(seq, step)
    expect(send(1_000_000, { type: 'STEP_STARTED', stepName: 'forged' })).toMatchObject({ seqGap: 999_996 })
    for (let seq = 4; seq < 600; seq++) expect(send(seq, step)).not.toBeNull()
    expect(send(1_000_000, step)).toBeNull()
  })

  it('may begin anywhere when the recorder came late', () => {
    const { send, losses } = intake({ late: true })
    expect(send(41, step)).not.toHaveProperty('seqGap')
    expect(send(43, step)).toMatchObject({ seqGap: 1 })
    expect(losses()).toHaveLength(1)
  })

  it('that our own limits swallowed are not counted again as a hole', () => {
    const { send, losses } = intake({ burst: 2 })
    send(1, step)
    send(2, step)
    expect(send(3, step)).toBeNull()
    expect(losses()).toMatchObject([{ reason: 'agent-flood', count: 1 }])
  })
})

describe('what is refused', () => {
  it.each<[string, unknown, string]>([
    ['an object', { v: 1 }, 'agent-malformed'],
    ['nothing', undefined, 'agent-malformed'],
    ['no JSON', '{"v":1', 'agent-malformed'],
    ['a list', '[]', 'agent-malformed'],
    ['a text', '"x"', 'agent-malformed'],
    ['what nests too deep', `{"v":1,"src":${'['.repeat(500)}${']'.repeat(500)}}`, 'agent-malformed'],
    ['what is too long', JSON.stringify({ v: 1, x: 'x'.repeat(300_000) }), 'agent-oversized'],
  ])('%s', (_what, text, reason) => {
    const { readText, losses } = intake()
    expect(readText(text)).toBeNull()
    expect(losses()).toMatchObject([{ reason, count: 1 }])
  })

  it.each<[string, object, string]>([
    ['another version', { v: 2 }, 'agent-malformed'],
    ['no number', { seq: 0 }, 'agent-malformed'],
    ['a number that is none', { seq: 1.5 }, 'agent-malformed'],
    ['an agent without an instance', { src: { name: 'a' } }, 'agent-malformed'],
    ['an agent that says more of itself', { src: { ...src, origin: 'x' } }, 'agent-malformed'],
    ['a name of a thousand letters', { src: { ...src, name: 'n'.repeat(1000) } }, 'agent-malformed'],
    ['no event', { event: 'RUN_STARTED' }, 'agent-malformed'],
    ['an event without what it needs', { event: { type: 'TOOL_CALL_START' } }, 'agent-malformed'],
    ['an id that is no text', { event: { type: 'TOOL_CALL_END', toolCallId: {} } }, 'agent-malformed'],
    ['a field nobody knows', { extra: 1 }, 'agent-malformed'],
    ['an event type nobody knows', { event: { type: 'RUN_PAUSED' } }, 'agent-forged'],
    ['an event type every object has', { event: { type: 'constructor' } }, 'agent-forged'],
    ['a word about where it comes from', { origin: 'https://bank.example' }, 'agent-forged'],
    ['a tab', { tabId: 1 }, 'agent-forged'],
    ['a word about who vouches for it', { provenance: 'observed' }, 'agent-forged'],
  ])('%s', (_what, more, reason) => {
    const { readText, losses } = intake()
    expect(readText(JSON.stringify({ v: 1, src, seq: 1, event: started, ...more }))).toBeNull()
    expect(losses()).toMatchObject([{ reason, count: 1 }])
  })

  it('a word about the run or the call of another agent, announced or heard in another way', () => {
    const { send, claim, losses } = intake()
    const thief = { name: 'thief', version: null, instance: 'x' }
    send(1, started)
    send(2, { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'pay' })
    claim({
      atMs: 0,
      agent: { name: 'page-agent', version: null, instance: 'p' },
      channel: 'page-agent@1',
      runId: 'task-1',
      event: { type: 'TOOL_CALL_START', toolCallId: 'task-1:call-1' },
    } satisfies Announcement)
    expect(send(1, { type: 'RUN_FINISHED', threadId: 't', runId: 'r1' }, thief)).toBeNull()
    expect(send(2, { type: 'RUN_FINISHED', threadId: 't', runId: 'task-1' }, thief)).toBeNull()
    const result = { type: 'TOOL_CALL_RESULT', messageId: 'm', content: 'paid' }
    expect(send(3, { ...result, toolCallId: 'c1' }, thief)).toBeNull()
    expect(send(4, { ...result, toolCallId: 'task-1:call-1' }, thief)).toBeNull()
    expect(send(5, { type: 'STEP_STARTED', stepName: 's', metadata: { runId: 'r1' } }, thief)).toBeNull()
    expect(losses()).toMatchObject([{ reason: 'agent-forged', count: 5 }])
    expect(send(3, { ...result, toolCallId: 'c1' })).not.toBeNull()
  })

  it('ids made up in any number: they drive out nobody else’s', () => {
    const { readText, losses } = intake()
    const at = (seq: number, instance: string, event: object) =>
      readText(JSON.stringify({ v: 1, src: { name: 'a', instance }, seq, event }), seq * 10)
    const call = (id: string) => ({ type: 'TOOL_CALL_END', toolCallId: id })
    at(1, 'honest', call('mine'))
    for (let i = 0; i < 3000; i++) at(i + 1, 'liar', call(`made up ${i}`))
    expect(losses()).toEqual([])
    expect(at(3001, 'liar', call('mine'))).toBeNull()
    expect(losses()).toMatchObject([{ reason: 'agent-forged', count: 1 }])
    expect(at(2, 'honest', call('mine'))).not.toBeNull()
    // No room for a third one's, as long as the liar's are there.
    expect(at(1, 'newcomer', call('theirs'))).toBeNull()
    expect(losses()).toMatchObject([{ reason: 'agent-flood', count: 1 }])
  })

  it('what comes too fast, without being looked at', () => {
    const { readText, losses } = intake({ burst: 3 })
    let asked = 0
    const losing = createIntake({
      channel: 'c',
      late: false,
      bucket: createTokenBucket({ eventsPerSecond: 200, burst: 3, charsPerMinute: 1000 }),
      losses: createLosses(),
    })
    for (let i = 0; i < 100; i++) losing.read(() => (asked++, 'x'), 0)
    expect(asked).toBe(3)
    for (let i = 0; i < 100; i++) readText('x', 0)
    expect(losses().map(({ reason, count }) => [reason, count])).toEqual([
      ['agent-malformed', 3],
      ['agent-flood', 97],
    ])
    // A second later there is room again, as much as there was.
    expect(readText(JSON.stringify({ v: 1, src, seq: 1, event: started }), 1000)).not.toBeNull()
  })

  it('more agents than a document can have', () => {
    const { send, losses } = intake()
    for (let i = 0; i < 100; i++) send(1, { type: 'STEP_STARTED', stepName: 's' }, { ...src, instance: `i${i}` })
    expect(losses()).toMatchObject([
      {
        reason: 'agent-flood',
        count: 36,
        detail: '36 announcements of agents: too many or too fast (too many agents: 36)',
      },
    ])
  })

  it('is told without a word of what it was', () => {
    const { readText, losses } = intake()
    readText(JSON.stringify({ v: 1, src: { ...src, name: '' }, seq: 1, event: { type: 'SECRET_WORD' } }))
    readText(JSON.stringify({ v: 1, src, seq: 1, event: { type: 'SECRET_WORD' } }))
    expect(JSON.stringify(losses())).not.toContain('SECRET')
  })
})

describe('the meter', () => {
  it('gives so many events at once, and then so many a second', () => {
    const bucket = createTokenBucket({ eventsPerSecond: 10, burst: 5, charsPerMinute: 600 })
    const taken = (atMs: number) => Array.from({ length: 20 }, () => bucket.take(atMs)).filter(Boolean).length
    expect([taken(0), taken(100), taken(1100), taken(900)]).toEqual([5, 1, 5, 0])
  })

  it('gives so many characters at once, and then so many a minute', () => {
    const bucket = createTokenBucket({ eventsPerSecond: 10, burst: 5, charsPerMinute: 600 })
    bucket.take(0)
    expect([bucket.spend(400), bucket.spend(201), bucket.spend(200)]).toEqual([true, false, true])
    bucket.take(6000)
    expect([bucket.spend(61), bucket.spend(60)]).toEqual([false, true])
  })
})
