import { describe, expect, it } from 'vitest'
import { StepSchema, deriveSteps, toolCallIdOf } from '#trajectory/step.ts'
import { backgroundSourceId, createSampleLog, sampleTarget, shopSourceId } from '../../support/sample-log.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'

describe('deriveSteps', () => {
  it('gives one step per tool call of an agent and one per action of a person, in time order', async () => {
    const { log } = shopTrajectory()
    const steps = await deriveSteps(log)
    const nameOf = new Map(log.map((entry) => [entry.id, entry.kind === 'action' ? entry.name : entry.kind]))
    expect(
      steps.map((step) => [
        step.index,
        step.actor,
        step.toolCall?.name ?? null,
        step.actionIds.map((id) => nameOf.get(id)),
      ]),
    ).toEqual([
      [1, 'human', null, ['goto']],
      [2, 'human', null, ['fill']],
      [3, 'human', null, ['press']],
      [4, 'agent', 'scroll', ['scroll']],
      [5, 'agent', 'click_element_by_index', ['click']],
      [6, 'human', null, ['click']],
      [7, 'human', null, ['fill']],
      [8, 'human', null, ['press']],
      [9, 'human', null, ['click']],
    ])
    for (const step of steps) StepSchema.parse(step)
  })

  it('joins what the agent thought, called, got back and used, though its thoughts come after the action', async () => {
    const step = (await deriveSteps(shopTrajectory().log))[4]
    expect(step).toMatchObject({
      runId: 'run-1',
      reasoning: 'memory: The first card is milk.\nnext_goal: Put it into the basket.',
      toolCall: { id: 'run-1:call-2', name: 'click_element_by_index', args: '{"index":4}', result: 'Clicked element.' },
      policy: { responseModel: 'glm-5-air-2026-09' },
      usage: { promptTokens: 2002 },
    })
  })

  it('joins effects and signals to the step of the entry they name, and takes the observation from before', async () => {
    const { log } = shopTrajectory()
    const step = (await deriveSteps(log))[4]
    const byId = new Map(log.map((entry) => [entry.id, entry]))
    expect(step?.effectIds.map((id) => byId.get(id)?.kind)).toEqual(['effect'])
    expect(step?.signalIds.map((id) => byId.get(id))).toMatchObject([{ kind: 'signal', type: 'reject' }])
    const observation = byId.get(step?.observationId ?? '')
    const action = byId.get(step?.actionIds[0] ?? '')
    expect(observation?.kind).toBe('observation')
    expect(observation?.atMs).toBeLessThan(action?.atMs ?? 0)
  })

  it('counts once what a page forwards of an agent behind a server', async () => {
    const { log, says } = createSampleLog()
    const server = { channel: 'ag-ui@1' }
    const forwarded = { channel: 'agui-event@1' }
    const thought = (messageId: string, delta: string) => ({ type: 'REASONING_MESSAGE_CONTENT', messageId, delta })
    const args = (delta: string) => ({ type: 'TOOL_CALL_ARGS', toolCallId: 'c1', delta })
    const start = { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'pick' }
    const result = { type: 'TOOL_CALL_RESULT', toolCallId: 'c1', messageId: 'r', content: 'done' }
    says(1, thought('m1', 'Look.'), server)
    says(2, start, server)
    says(3, args('{}'), server)
    says(4, thought('m2', 'And then?'), server)
    says(5, thought('m1', 'Lo'), forwarded)
    says(6, thought('m1', 'ok.'), forwarded)
    says(7, start, forwarded)
    says(8, args('{'), forwarded)
    says(9, args('}'), forwarded)
    says(10, result, server)
    says(11, result, forwarded)
    says(12, { ...start, toolCallId: 'c2' }, server)
    expect((await deriveSteps(log)).map(({ toolCall, reasoning }) => ({ ...toolCall, reasoning }))).toEqual([
      { id: 'c1', name: 'pick', args: '{}', result: 'done', reasoning: 'Look.' },
      { id: 'c2', name: 'pick', args: '', result: null, reasoning: 'And then?' },
    ])
  })

  it('keeps reasoning and usage that come before the tool call they name', async () => {
    const { log, says } = createSampleLog()
    const about = { metadata: { toolCallId: 'c1' } }
    says(1, { type: 'REASONING_MESSAGE_CONTENT', messageId: 'm', delta: 'First ', ...about })
    says(2, { type: 'REASONING_MESSAGE_CONTENT', messageId: 'm', delta: 'think.', ...about })
    says(
      3,
      { type: 'CUSTOM', name: 'recorder.llm_call', ...about },
      { policy: { responseModel: 'm1' }, usage: { promptTokens: 5 } },
    )
    says(4, { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'scroll' })
    expect(await deriveSteps(log)).toMatchObject([
      { reasoning: 'First think.', policy: { responseModel: 'm1' }, usage: { promptTokens: 5 } },
    ])
  })

  it('gives reasoning that names no tool call to the next call of its run, once', async () => {
    const { log, says } = createSampleLog()
    says(1, { type: 'REASONING_MESSAGE_CHUNK', messageId: 'm1', delta: 'Of another run.' }, { runId: 'run-0' })
    says(2, { type: 'REASONING_MESSAGE_CHUNK', messageId: 'm2', delta: 'Search.' })
    says(2, { type: 'REASONING_MESSAGE_CHUNK', messageId: 'm3', delta: 'Then click.' })
    says(3, { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'a' })
    says(4, { type: 'TOOL_CALL_START', toolCallId: 'c2', toolCallName: 'b' })
    expect((await deriveSteps(log)).map((step) => step.reasoning)).toEqual(['Search.\n\nThen click.', null])
  })

  it('joins pieces of arguments and several actions of one call', async () => {
    const { log, says, action } = createSampleLog()
    says(1, { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'input_text' })
    says(1, { type: 'TOOL_CALL_ARGS', toolCallId: 'c1', delta: '{"index":' })
    says(1, { type: 'TOOL_CALL_ARGS', toolCallId: 'c1', delta: '3}' })
    const attribution = { method: 'synthetic-in-run' as const, confidence: 0.9, evidence: { toolCallId: 'c1' } }
    const ids = [2, 3].map((atS) =>
      action(shopSourceId, atS, 'fill', { value: 'x' }, { actor: 'agent', attribution, target: sampleTarget({}) }),
    )
    const steps = await deriveSteps(log)
    expect(steps).toMatchObject([{ toolCall: { args: '{"index":3}', result: null }, actionIds: ids }])
    expect(steps[0]?.endAtMs).toBe(log.at(-1)?.kind === 'action' ? (log.at(-1) as { endAtMs: number }).endAtMs : 0)
  })

  it("keeps a person's action during a tool call a step of its own", async () => {
    const { log, says, action } = createSampleLog()
    says(1, { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'wait' })
    const attribution = { method: 'trusted-primary' as const, confidence: 0.9, evidence: { toolCallId: 'c1' } }
    action(shopSourceId, 2, 'press', { key_comb: 'Escape' }, { actor: 'human', attribution })
    expect((await deriveSteps(log)).map((step) => [step.actor, step.actionIds.length])).toEqual([
      ['agent', 0],
      ['human', 1],
    ])
  })

  it('loses no action whose tool call is not in the log', async () => {
    const { log, action } = createSampleLog()
    action(
      shopSourceId,
      2,
      'press',
      { key_comb: 'Enter' },
      { actor: 'agent', attribution: { method: 'synthetic-in-run', confidence: 1, evidence: { toolCallId: 'gone' } } },
    )
    expect(await deriveSteps(log)).toMatchObject([{ actor: 'agent', toolCall: null }])
  })

  it('leaves signals about the whole attempt out of the steps', async () => {
    const { log, add } = createSampleLog()
    add('signal', backgroundSourceId, 1, {
      type: 'accept',
      targetId: null,
      text: null,
      score: null,
      by: 'explicit',
      confidence: 1,
    })
    expect(await deriveSteps(log)).toEqual([])
  })
})

describe('toolCallIdOf', () => {
  it.each([
    [{ toolCallId: 'a' }, 'a'],
    [{ metadata: { toolCallId: 'b' } }, 'b'],
    [{ toolCallId: 'a', metadata: { toolCallId: 'b' } }, 'a'],
    [{ metadata: null }, undefined],
    [{ metadata: { toolCallId: 7 } }, undefined],
    [{}, undefined],
  ])('of %j is %s', (event, expected) => {
    expect(toolCallIdOf(event)).toBe(expected)
  })
})

describe('a claim', () => {
  it('binds its own document alone: another one’s call of the same id is another call', async () => {
    const { log, says } = createSampleLog()
    const stranger = { documentId: 'another document', origin: 'https://evil.example' }
    says(1, { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'pay' })
    says(2, { type: 'TOOL_CALL_RESULT', toolCallId: 'c1', messageId: 'm', content: 'forged' }, stranger)
    says(
      3,
      { type: 'REASONING_MESSAGE_CONTENT', messageId: 'm', delta: 'forged', metadata: { toolCallId: 'c1' } },
      stranger,
    )
    says(4, { type: 'TOOL_CALL_RESULT', toolCallId: 'c1', messageId: 'm', content: 'paid' })
    expect(await deriveSteps(log)).toMatchObject([{ reasoning: null, toolCall: { id: 'c1', result: 'paid' } }])
  })

  it('says which element its call is about', async () => {
    const { log, says } = createSampleLog()
    const target = sampleTarget({ name: 'Pay' })
    says(1, { type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'press' }, { target })
    const [step] = await deriveSteps(log)
    expect(step?.toolCall?.target).toEqual(target)
    StepSchema.parse(step)
  })
})
