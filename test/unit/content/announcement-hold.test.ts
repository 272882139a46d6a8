import { describe, expect, it } from 'vitest'
import { createAnnouncementHold } from '#content/announcement-hold.ts'

function hold() {
  const released: string[] = []
  const { take } = createAnnouncementHold(({ event }) => released.push(`${event.type} ${String(event.toolCallId)}`))
  const say = (type: string, fields: Record<string, unknown> = {}) =>
    take({
      atMs: 0,
      agent: { name: 'a', version: null, instance: 'i' },
      channel: 'a@1',
      runId: 'r',
      event: { type, ...fields },
    })
  return { released, say }
}

describe('what an agent says of a call', () => {
  it('waits for its result', () => {
    const { released, say } = hold()
    say('TOOL_CALL_START', { toolCallId: 'c' })
    say('TOOL_CALL_ARGS', { toolCallId: 'c' })
    expect(released).toEqual([])
    say('TOOL_CALL_RESULT', { toolCallId: 'c' })
    expect(released).toEqual(['TOOL_CALL_START c', 'TOOL_CALL_ARGS c', 'TOOL_CALL_RESULT c'])
  })

  it('waits no longer than its run, unless the call is to outlast it', () => {
    const { released, say } = hold()
    say('TOOL_CALL_START', { toolCallId: 'over' })
    say('TOOL_CALL_START', { toolCallId: 'pending' })
    say('RUN_FINISHED', { outcome: { type: 'success', pendingToolCallIds: ['pending'] } })
    expect(released).toEqual(['TOOL_CALL_START over', 'RUN_FINISHED undefined'])
    say('TOOL_CALL_RESULT', { toolCallId: 'pending' })
    expect(released.slice(2)).toEqual(['TOOL_CALL_START pending', 'TOOL_CALL_RESULT pending'])
  })
})
