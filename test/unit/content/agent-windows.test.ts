import { describe, expect, it } from 'vitest'
import { toolTailMs } from '#agents/attribution.ts'
import { createAgentWindows } from '#content/agent-windows.ts'

function hear(...events: [atMs: number, type: string, ids?: Record<string, unknown>][]) {
  const windows = createAgentWindows()
  for (const [atMs, type, ids] of events) windows.hear({ type, ...ids }, atMs)
  return windows
}

const call = (id: string, fromMs: number, toMs: number): [number, string, Record<string, unknown>][] => [
  [fromMs, 'TOOL_CALL_END', { toolCallId: id }],
  [toMs, 'TOOL_CALL_RESULT', { toolCallId: id }],
]

describe('agent windows', () => {
  it('know of nothing when no agent speaks', () => {
    expect(createAgentWindows().at(1000)).toEqual({})
  })

  it('open a run at its start and close it at its end, both included', () => {
    const windows = hear([100, 'RUN_STARTED', { runId: 'r1' }], [500, 'RUN_FINISHED', { runId: 'r1' }])
    expect([99, 100, 300, 500, 501].map((atMs) => windows.at(atMs).runId)).toEqual([
      undefined,
      'r1',
      'r1',
      'r1',
      undefined,
    ])
  })

  it('open a call where its execution starts, not where the model begins to write it', () => {
    const windows = hear([100, 'TOOL_CALL_START', { toolCallId: 'c1' }], ...call('c1', 200, 300))
    expect([150, 200, 300].map((atMs) => windows.at(atMs).toolCallId)).toEqual([undefined, 'c1', 'c1'])
  })

  it('know what the browser did itself, and nothing that came later', () => {
    const windows = createAgentWindows()
    const browser = { key: 'b', announced: false, runId: null, browser: true } as const
    windows.hear({ type: 'TOOL_CALL_END', toolCallId: 'c1' }, 200, browser)
    windows.hear({ type: 'CUSTOM', name: 'recorder.interrupt', value: { toolCallId: 'c1' } }, 300, browser)
    expect([199, 200, 300, 301].map((atMs) => windows.at(atMs).webmcp)).toEqual([undefined, true, true, undefined])
  })

  it('leave a call open a little longer: scroll and change come late', () => {
    const windows = hear(...call('c1', 200, 300))
    expect(windows.at(300 + toolTailMs).toolCallId).toBe('c1')
    expect(windows.at(301 + toolTailMs).toolCallId).toBeUndefined()
  })

  it('count from the end of the last call', () => {
    const windows = hear(...call('c1', 200, 300), ...call('c2', 400, 500))
    expect(windows.at(450).sinceToolMs).toBe(150)
    expect(windows.at(800).sinceToolMs).toBe(300)
    expect(windows.at(250).sinceToolMs).toBeUndefined()
  })

  it('give the newest of two open calls', () => {
    const windows = hear([100, 'TOOL_CALL_END', { toolCallId: 'c1' }], [200, 'TOOL_CALL_END', { toolCallId: 'c2' }])
    expect(windows.at(300).toolCallId).toBe('c2')
    expect(windows.at(150).toolCallId).toBe('c1')
  })

  it('can be asked about the past: what agents say arrives late', () => {
    const windows = hear(
      [100, 'RUN_STARTED', { runId: 'r1' }],
      ...call('c1', 200, 300),
      [400, 'RUN_FINISHED', { runId: 'r1' }],
      [900, 'RUN_STARTED', { runId: 'r2' }],
    )
    expect(windows.at(250)).toMatchObject({ runId: 'r1', toolCallId: 'c1' })
    expect(windows.at(700).runId).toBeUndefined()
  })

  it('close every call with its run', () => {
    const windows = hear(
      [100, 'RUN_STARTED', { runId: 'r1' }],
      [200, 'TOOL_CALL_END', { toolCallId: 'c1' }],
      [300, 'RUN_ERROR', { runId: 'r1' }],
    )
    expect(windows.at(1000)).toEqual({ sinceToolMs: 700 })
  })

  it('close a run whose end does not say which it is', () => {
    const windows = hear([100, 'RUN_STARTED', { runId: 'r1' }], [300, 'RUN_ERROR'])
    expect(windows.at(301).runId).toBeUndefined()
  })

  it('do not let a dead call claim everything for ever', () => {
    const windows = hear([0, 'TOOL_CALL_END', { toolCallId: 'c1' }])
    expect(windows.at(119_999).toolCallId).toBe('c1')
    expect(windows.at(120_000).toolCallId).toBeUndefined()
  })

  it('ignore ids that are none', () => {
    const windows = hear([0, 'RUN_STARTED', { runId: 7 }], [0, 'TOOL_CALL_END', { toolCallId: null }])
    expect(windows.at(1)).toEqual({})
  })

  it('remember the last calls however many there were', () => {
    const windows = hear(...Array.from({ length: 1000 }, (_, i) => call(`c${i}`, i * 10, i * 10 + 5)).flat())
    expect(windows.at(9994)).toMatchObject({ toolCallId: 'c999' })
  })
})

describe('declared calls', () => {
  const speaker = { key: 'driver', announced: false, runId: 'r1', declared: true } as const
  function declare(...events: [atMs: number, type: string][]) {
    const windows = createAgentWindows()
    for (const [atMs, type] of events) windows.hear({ type, runId: 'r1', toolCallId: 'c1' }, atMs, speaker)
    return windows
  }

  it('make all input the agent’s, and nothing after their end', () => {
    const windows = declare([100, 'TOOL_CALL_END'], [200, 'TOOL_CALL_RESULT'])
    expect(windows.at(150)).toMatchObject({ toolCallId: 'c1', runId: 'r1', driver: 'agent' })
    expect(windows.at(200.1)).toEqual({ sinceToolMs: 0 })
  })

  it('are all there is of an agent: between them its run says nothing of who acts', () => {
    expect(declare([100, 'RUN_STARTED']).at(150)).toEqual({})
  })

  it('are stated anew to a document that comes back', () => {
    const windows = declare([100, 'TOOL_CALL_END'])
    const other = { key: 'driver', runId: 'r1', toolCallId: 'c2', fromMs: 250, heardMs: 250 }
    windows.restate([other], 300)
    expect([150, 260, 300.1, 400].map((atMs) => windows.at(atMs).toolCallId)).toEqual(['c1', 'c2', 'c2', 'c2'])
    windows.restate([other], 500)
    windows.restate([], 600)
    expect([599, 601].map((atMs) => windows.at(atMs).driver)).toEqual(['agent', undefined])
  })
})
