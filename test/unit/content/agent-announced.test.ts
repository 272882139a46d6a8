import { describe, expect, it } from 'vitest'
import { attribute } from '#agents/attribution.ts'
import { createAgentWindows, type Speaker } from '#content/agent-windows.ts'

const page: Speaker = { key: 'page', announced: true, runId: null }
const known: Speaker = { key: 'known', announced: false, runId: null }

describe('agents side by side', () => {
  it('close nothing of each other', () => {
    const windows = createAgentWindows()
    windows.hear({ type: 'RUN_STARTED', runId: 'r1' }, 0, known)
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'c1' }, 10, known)
    windows.hear({ type: 'TOOL_CALL_RESULT', toolCallId: 'c1' }, 20, page)
    windows.hear({ type: 'RUN_FINISHED', runId: 'r1' }, 30, page)
    windows.hear({ type: 'RUN_ERROR' }, 40, page)
    expect(windows.at(50)).toEqual({ runId: 'r1', toolCallId: 'c1' })
  })

  it('close what is theirs: one of two runs, and its calls', () => {
    const windows = createAgentWindows()
    for (const id of ['r1', 'r2']) {
      windows.hear({ type: 'RUN_STARTED', runId: id }, 0, { ...known, runId: id })
      windows.hear({ type: 'TOOL_CALL_END', toolCallId: `call of ${id}` }, 10, { ...known, runId: id })
    }
    windows.hear({ type: 'RUN_FINISHED', runId: 'r2' }, 100, { ...known, runId: 'r2' })
    expect(windows.at(500)).toMatchObject({ runId: 'r1', toolCallId: 'call of r1' })
  })

  it('leave open the calls that outlast their run, until they have their result in the next', () => {
    const windows = createAgentWindows()
    const first = { ...known, runId: 'r1' }
    windows.hear({ type: 'RUN_STARTED', runId: 'r1' }, 0, first)
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'ended' }, 10, first)
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'pending' }, 20, first)
    const outcome = { type: 'success', pendingToolCallIds: ['pending'] }
    windows.hear({ type: 'RUN_FINISHED', runId: 'r1', outcome }, 100, first)
    expect(windows.at(500)).toEqual({ toolCallId: 'pending', sinceToolMs: 400 })
    windows.act(500)
    const result = { type: 'TOOL_CALL_RESULT', toolCallId: 'pending' }
    expect(windows.hear(result, 600, { ...known, runId: 'r2' }).acted).toBe(true)
    expect(windows.at(1000)).toEqual({ sinceToolMs: 400 })
  })

  it('do nothing in a call for which the person is asked first', () => {
    const windows = createAgentWindows()
    for (const id of ['asks', 'works']) windows.hear({ type: 'TOOL_CALL_END', toolCallId: id }, 10, known)
    const interrupt = { type: 'CUSTOM', name: 'recorder.interrupt' }
    windows.hear({ ...interrupt, value: { toolCallId: 'works' } }, 20, page)
    windows.hear({ ...interrupt, value: null }, 20, known)
    expect(windows.at(500)).toEqual({ toolCallId: 'works' })
    windows.hear({ ...interrupt, value: { toolCallId: 'works' } }, 600, known)
    expect(windows.at(1000)).toEqual({ toolCallId: 'asks', sinceToolMs: 400 })
  })

  it('are believed before one that only announces itself', () => {
    const windows = createAgentWindows()
    windows.hear({ type: 'RUN_STARTED', runId: 'r1' }, 0, known)
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'c1' }, 10, known)
    for (let i = 0; i < 500; i++) {
      windows.hear({ type: 'RUN_STARTED', runId: `forged ${i}` }, 20, page)
      windows.hear({ type: 'TOOL_CALL_END', toolCallId: `forged ${i}` }, 20, page)
    }
    expect(windows.at(50)).toEqual({ runId: 'r1', toolCallId: 'c1' })
  })
})

describe('a window', () => {
  it('stays open as long as its agent says something at least every two minutes', () => {
    const windows = createAgentWindows()
    windows.hear({ type: 'RUN_STARTED', runId: 'r1' }, 0, page)
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'c1' }, 0, page)
    windows.hear({ type: 'ACTIVITY_DELTA' }, 119_000, page)
    expect(windows.at(238_999)).toMatchObject({ runId: 'r1', toolCallId: 'c1' })
    expect(windows.at(239_000)).toEqual({})
  })

  it('is not kept open by another agent', () => {
    const windows = createAgentWindows()
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'c1' }, 0, page)
    windows.hear({ type: 'ACTIVITY_DELTA' }, 100_000, known)
    expect(windows.at(120_000)).toEqual({})
  })

  it('of a run opens again when its agent comes back, and that of a call does not', () => {
    const windows = createAgentWindows()
    windows.hear({ type: 'RUN_STARTED', runId: 'r1' }, 0, page)
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'c1' }, 0, page)
    windows.hear({ type: 'STEP_STARTED' }, 200_000, { ...page, runId: 'r1' })
    expect(windows.at(150_000).runId).toBeUndefined()
    expect(windows.at(200_001)).toMatchObject({ runId: 'r1' })
    expect(windows.at(200_001)).not.toHaveProperty('toolCallId')
  })

  it('knows whether a script was at work during its call', () => {
    const windows = createAgentWindows()
    const result = (atMs: number) => windows.hear({ type: 'TOOL_CALL_RESULT', toolCallId: 'c1' }, atMs, page)
    windows.act(5)
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'c1' }, 10, page)
    expect(result(20).acted).toBe(false)
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'c1' }, 30, page)
    windows.act(35)
    expect(result(40).acted).toBe(true)
  })
})

describe('an announced call', () => {
  const call = { announced: true, runId: 'r', toolCallId: 'c' } as const

  it('makes synthetic input the agent’s', () => {
    expect(attribute({ ...call, isTrusted: false, primary: true })).toMatchObject({ actor: 'agent' })
  })

  it.each([
    ['a click', { isTrusted: true, primary: true }],
    ['what follows from a click', { isTrusted: true, primary: false, sincePrimaryMs: 5 }],
    ['the browser’s own interface', { transitionType: 'typed' }],
  ])('leaves %s to the person', (_what, evidence) => {
    expect(attribute({ ...call, ...evidence }).actor).toBe('human')
  })

  it.each([
    ['scrolling', { isTrusted: true, primary: false }],
    ['scrolling among synthetic events', { isTrusted: true, primary: false, sinceSyntheticMs: 3 }],
    ['scrolling after the call', { isTrusted: true, primary: false, sinceToolMs: 50 }],
  ])('does not say whose %s was', (_what, evidence) => {
    expect(attribute({ ...call, ...evidence })).toMatchObject({ actor: 'unknown', confidence: 0 })
  })
})
