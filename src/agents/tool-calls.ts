import type { Announce, Lose } from './adapter.ts'
import type { AgentName } from '#trajectory/agent.ts'
import { answerOfPage, jsonOfPage } from './page-data.ts'
import { createSay, momentMs } from './saying.ts'

/** A call of a tool of the page, from its beginning to the one end it has. */
export interface ToolCall {
  finish: (answer: unknown, ok: boolean) => void
  fail: (error: string) => void
}

/** Tells calls of tools as AG-UI events. `prefix` begins their ids, which are unique within the document. */
export function createToolCalls(
  announce: Announce,
  lose: Lose,
  prefix: string,
  channel: string,
): (agent: AgentName, name: string, args: unknown) => ToolCall {
  let count = 0
  return (agent, name, args) => {
    const toolCallId = `${prefix}:${++count}`
    const startedAtMs = momentMs()
    let isOpen = true
    const say = createSay(announce, { agent: () => agent, channel, runId: () => null })
    const end = (content: string, metadata: Record<string, unknown>): void => {
      if (!isOpen) return
      isOpen = false
      const durationMs = Math.round(momentMs() - startedAtMs)
      const about = { toolCallId, messageId: `${toolCallId}:result`, role: 'tool' }
      say({ type: 'TOOL_CALL_RESULT', ...about, content, metadata: { ...metadata, durationMs } })
    }
    say({ type: 'TOOL_CALL_START', toolCallId, toolCallName: name })
    const delta = args === undefined ? '{}' : jsonOfPage(args)
    if (delta === null) lose('agent-oversized')
    else say({ type: 'TOOL_CALL_ARGS', toolCallId, delta })
    say({ type: 'TOOL_CALL_END', toolCallId })
    return {
      finish(answer, ok) {
        if (!isOpen) return
        const content = answerOfPage(answer)
        if (content === null) lose('agent-oversized')
        end(content ?? '', ok ? { ok } : { ok, error: content ?? '' })
      },
      fail: (error) => end(error, { ok: false, error }),
    }
  }
}
