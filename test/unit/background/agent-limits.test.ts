import { describe, expect, it } from 'vitest'
import { createAgentLimits } from '#background/agent-limits.ts'

const step = { channel: 'agui-event@1', event: { type: 'STEP_STARTED', stepName: 's' } }

describe('the limits of the background', () => {
  it('let in a minute’s worth of events at once, and no more', () => {
    const { refusalOf } = createAgentLimits()
    const answers = Array.from({ length: 13_000 }, () => refusalOf('one', step, 100))
    expect(answers.slice(0, 12_000).every((answer) => answer === null)).toBe(true)
    expect(answers.at(-1)).toBe('agent-flood')
    // Another document is not to blame.
    expect(refusalOf('two', step, 100)).toBeNull()
  })

  it('let in a minute’s worth of characters', () => {
    const { refusalOf } = createAgentLimits()
    const answers = Array.from({ length: 100 }, () => refusalOf('one', step, 250_000))
    expect(answers.filter((answer) => answer === null)).toHaveLength(20)
    expect(refusalOf('two', step, 10_000_000)).toBe('agent-oversized')
  })

  it('read what is announced, and leave what an adapter made to the format', () => {
    const { refusalOf } = createAgentLimits()
    const odd = { type: 'TOOL_CALL_END' }
    expect(refusalOf('one', { ...step, event: odd }, 100)).toBe('agent-malformed')
    expect(refusalOf('one', { channel: 'page-agent@1', event: odd }, 100)).toBeNull()
  })
})
