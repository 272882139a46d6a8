import { EventSchemas } from '@ag-ui/core/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { announce } from '#agents/emitter.ts'
import { createIntake } from '#agents/intake.ts'
import { createLosses } from '#agents/losses.ts'
import { createTokenBucket, documentAllowance } from '#agents/token-bucket.ts'

/** Listens as the recorder does, and reads with the recorder's own checks. */
function listenTo(view: Window) {
  const losses = createLosses()
  const bucket = createTokenBucket(documentAllowance)
  const intake = createIntake({ channel: 'agui-event@1', late: false, bucket, losses })
  const heard: { event: { type: string } & Record<string, unknown>; seq: number; element: EventTarget | null }[] = []
  const onEvent = (event: Event): void => {
    const { detail } = event as CustomEvent<string>
    const { seq } = JSON.parse(detail) as { seq: number }
    const admitted = intake.read(() => detail, performance.now())
    if (admitted) heard.push({ event: admitted.announcement.event, seq, element: event.target })
  }
  view.addEventListener('agui:event', onEvent, true)
  unlisten.push(() => view.removeEventListener('agui:event', onEvent, true))
  return { heard, types: () => heard.map(({ event }) => event.type), refused: () => losses.take() }
}

const unlisten: (() => void)[] = []
afterEach(() => {
  for (const stop of unlisten.splice(0)) stop()
  document.body.replaceChildren()
})

function add<E extends HTMLElement>(html: string): E {
  document.body.insertAdjacentHTML('beforeend', html)
  return document.body.lastElementChild as E
}

describe('an announced agent', () => {
  it('says everything it can say in valid AG-UI 1.0 that the recorder takes', () => {
    const { heard, types, refused } = listenTo(window)
    const agent = announce({ name: 'a', version: '1', instance: 'i' })
    const run = agent.run({ prompt: 'Do it', threadId: 't', runId: 'r', parentRunId: 'r0' })
    const endStep = run.step('look')
    run.plan([{ text: 'look', status: 'doing' }, { text: 'act' }])
    run.reasoning('Hm.')
    run.text('I begin.')
    run.llmCall({ requestModel: 'm', inputTokens: 3, finishReasons: ['stop'], temperature: 0 })
    const call = run.toolCall('press', { index: 1 }, { id: 'c1' })
    call.result({ pressed: true }, { durationMs: 2 })
    run.toolCall('press').fail('it is gone')
    endStep()
    const sub = run.subagent('scout', { toolCall: call, description: 'looks ahead' })
    sub.reasoning('I see.')
    sub.toolCall('look').result()
    sub.subagent('scout of the scout').fail('lost', 'E1')
    sub.finish({ result: 'seen' })
    run.signal('interrupt', { id: 'q1', reason: 'input_required', message: 'Which?' })
    run.signal('resume', { interruptId: 'q1', status: 'resolved', payload: 'the first' })
    run.signal('takeover', { from: 'agent', to: 'human' })
    run.signal('undo', { toolCallId: 'c1' })
    run.signal('retry', { attempt: 1 })
    run.finish({ result: { ok: true }, usage: [{ model: 'm', inputTokens: 3 }] })
    agent.run({ messages: [{ id: 'm1', role: 'user', content: 'Again' }] }).fail('no model')
    agent.emit({ type: 'STATE_SNAPSHOT', snapshot: {} })

    expect(refused()).toEqual([])
    for (const { event } of heard)
      expect(EventSchemas.safeParse(event), JSON.stringify(event)).toMatchObject({ success: true })
    expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, i) => i + 1))
    expect(new Set(types())).toEqual(
      new Set([
        ...['RUN_STARTED', 'RUN_FINISHED', 'RUN_ERROR', 'STEP_STARTED', 'STEP_FINISHED', 'ACTIVITY_SNAPSHOT', 'CUSTOM'],
        ...['REASONING_MESSAGE_CHUNK', 'TEXT_MESSAGE_CHUNK', 'STATE_SNAPSHOT'],
        ...['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT'],
        ...['SUBAGENT_STARTED', 'SUBAGENT_FINISHED', 'SUBAGENT_ERROR'],
      ]),
    )
    const llmCall = heard.find(({ event }) => event.name === 'recorder.llm_call')
    expect(llmCall?.event.value).toEqual({
      'gen_ai.request.model': 'm',
      'gen_ai.usage.input_tokens': 3,
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.request.temperature': 0,
    })
    const scouts = heard.filter(({ event }) => event.subagentRunId === sub.id).map(({ event }) => event.type)
    expect(scouts).toEqual([
      ...['SUBAGENT_STARTED', 'REASONING_MESSAGE_CHUNK'],
      ...['TOOL_CALL_START', 'TOOL_CALL_ARGS', 'TOOL_CALL_END', 'TOOL_CALL_RESULT', 'SUBAGENT_FINISHED'],
    ])
  })

  it('takes no more of an inference than its named fields', () => {
    const { heard } = listenTo(window)
    const call = { requestModel: 'm', apiKey: 'sk-secret', headers: { authorization: 'secret' } }
    announce({ name: 'a' }).run().llmCall(call)
    expect(JSON.stringify(heard.map(({ event }) => event))).not.toContain('secret')
  })

  it('keeps what it types into a secret field to itself', () => {
    const { heard } = listenTo(window)
    const run = announce({ name: 'a' }).run()
    for (const field of ['type=password', 'autocomplete=one-time-code', 'autocomplete="section-a cc-number"'])
      run.toolCall('type', { text: 'hunter2' }, { target: add(`<input ${field}>`) })
    expect(JSON.stringify(heard.map(({ event }) => event))).not.toContain('hunter2')
    expect(heard.filter(({ event }) => event.delta === '{"redacted":true}')).toHaveLength(3)
  })

  it('announces a call on its element, and what is left of it on the window when the element is gone', () => {
    const { heard } = listenTo(window)
    const button = add<HTMLButtonElement>('<button>Remove me</button>')
    const call = announce({ name: 'a' }).run().toolCall('press', {}, { target: button })
    button.remove()
    call.result('removed')
    expect(heard.map(({ element }) => element)).toEqual([window, button, button, button, window])
  })

  it('counts for each document on its own', () => {
    const frame = add<HTMLIFrameElement>('<iframe></iframe>')
    const [here, there] = [listenTo(window), listenTo(frame.contentWindow!)]
    const inside = frame.contentDocument!.body
    const run = announce({ name: 'a' }).run()
    run.toolCall('press', {}, { target: inside }).result()
    run.finish()
    expect(here.heard.map(({ seq }) => seq)).toEqual([1, 2])
    expect(there.heard.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(there.heard.every(({ event }) => (event.metadata as { runId: string }).runId === run.id)).toBe(true)
  })

  it('can live in another document than the one it works in', () => {
    const frame = add<HTMLIFrameElement>('<iframe></iframe>')
    const view = frame.contentWindow as Window & typeof globalThis
    const { types } = listenTo(view)
    announce({ name: 'a', window: view }).run().finish()
    expect(types()).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
  })

  it('never throws, whatever it is given and whoever listens', () => {
    const boom = (): never => {
      throw new Error('a listener of the page')
    }
    window.addEventListener('agui:event', boom, { once: true })
    const round: Record<string, unknown> = {}
    round.self = round
    const form = add<HTMLFormElement>('<form><input name="matches"><input name="ownerDocument"></form>')
    const errors: unknown[] = []
    const onError = (event: ErrorEvent): void => {
      errors.push(event.message)
      event.preventDefault()
    }
    window.addEventListener('error', onError)
    unlisten.push(() => window.removeEventListener('error', onError))
    expect(() => {
      const run = announce({ name: 'a' }).run()
      run.toolCall('press', round, { target: form }).result(round)
      run.toolCall('press', 1n).result(() => 1)
      run.finish({ result: round })
    }).not.toThrow()
    // The page's own listener fails, and the browser tells the page so, as it always does.
    expect(errors).toHaveLength(1)
  })
})
