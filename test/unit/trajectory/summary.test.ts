import { describe, expect, it } from 'vitest'
import { createSummary } from '#trajectory/summary.ts'
import { createSampleLog, backgroundSourceId, sampleTarget, shopSourceId } from '../../support/sample-log.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'

function summarise(log = shopTrajectory().log) {
  const summary = createSummary()
  for (const entry of log) summary.add(entry)
  return summary.result()
}

describe('createSummary', () => {
  it('counts entries by kind and actions by actor', () => {
    const { counts } = summarise()
    expect(counts.actions).toEqual({ human: 7, agent: 2 })
    expect(counts.entries).toMatchObject({
      action: 9,
      observation: 8,
      effect: 3,
      signal: 2,
      outcome: 1,
      gap: 1,
      dom: 3,
    })
  })

  it('adds up inferences and tokens by policy, and names every agent once', () => {
    const { policies, agents } = summarise()
    expect(agents).toEqual([{ name: 'page-agent', version: '1.12.4', instance: 'eapfqk6fn' }])
    expect(policies).toEqual([
      {
        provider: 'zhipu',
        model: 'glm-5-air-2026-09',
        requestModel: 'glm-5-air',
        checkpoint: null,
        policyVersion: null,
        inferences: 2,
        usage: { promptTokens: 4003, completionTokens: 200, totalTokens: 4203, cachedTokens: 3000, costUsd: 0.005 },
      },
    ])
  })

  it('keeps policies apart that differ in their checkpoint only', () => {
    const { log, says } = createSampleLog()
    for (const checkpoint of ['a', 'b', 'a'])
      says(1, { type: 'CUSTOM' }, { policy: { responseModel: 'm', checkpoint } })
    expect(summarise(log).policies.map(({ checkpoint, inferences }) => [checkpoint, inferences])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
  })

  it('counts once an inference that was heard on its way and told by the agent as well', () => {
    const { log, says } = createSampleLog()
    const heard = { channel: 'openai-compatible@1', runId: 'run' }
    const told = { channel: 'page-agent@1', runId: 'run' }
    const usage = { totalTokens: 10 }
    says(1, { type: 'CUSTOM' }, { ...heard, policy: { responseModel: 'm', responseId: 'a' }, usage })
    // Its answer made no sense to the agent, which told nothing of it.
    says(2, { type: 'CUSTOM' }, { ...heard, policy: { responseModel: 'm', responseId: 'b' }, usage })
    says(3, { type: 'CUSTOM' }, { ...told, policy: { responseModel: 'm', responseId: 'a' }, usage })
    // A server that gives no ids.
    says(4, { type: 'CUSTOM' }, { ...heard, policy: { responseModel: 'm' }, usage })
    says(5, { type: 'CUSTOM' }, { ...told, policy: { responseModel: 'm' }, usage })
    // Nobody heard this one on its way.
    says(6, { type: 'CUSTOM' }, { ...told, policy: { responseModel: 'm', responseId: 'c' }, usage })
    const failure = { type: 'CUSTOM', value: { 'error.type': '500' } }
    says(7, failure, { ...heard, policy: { requestModel: 'm' }, usage: {} })
    expect(summarise(log).policies).toMatchObject([{ model: 'm', inferences: 4, usage: { totalTokens: 40 } }])
  })

  it('takes the last outcome, the gaps by reason, and the redactions by rule, whatever the rule is called', () => {
    const { log, add, action } = createSampleLog()
    for (const rule of ['email', '__proto__', 'constructor', 'email']) {
      action(
        shopSourceId,
        1,
        'fill',
        { value: '' },
        { target: sampleTarget({}), redacted: JSON.parse(`{"${rule}":2}`) as Record<string, number> },
      )
    }
    for (const success of [false, true])
      add('outcome', backgroundSourceId, 2, { success, score: null, by: 'human', text: null })
    add('gap', backgroundSourceId, 3, { reason: 'interrupted', detail: '', url: null })
    const { redaction, outcome, coverage } = summarise(log)
    expect(Object.entries(redaction)).toEqual([
      ['email', 4],
      ['__proto__', 2],
      ['constructor', 2],
    ])
    expect(outcome).toEqual({ success: true, score: null, by: 'human', text: null })
    expect(coverage).toEqual({ interrupted: 1 })
  })

  it('is empty for an empty log', () => {
    expect(summarise([])).toEqual({
      agents: [],
      policies: [],
      counts: { entries: {}, actions: {} },
      redaction: {},
      coverage: {},
      outcome: null,
    })
  })
})
