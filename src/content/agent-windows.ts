import type { AgUiEvent } from '#agents/announcement.ts'
import { toolTailMs } from '#agents/attribution.ts'
import type { Evidence } from '#trajectory/attribution.ts'

/** Which agent run and which tool call were open in this document at an instant, as far as agents say. */
export interface AgentWindows {
  hear: (event: AgUiEvent, atMs: number) => void
  /**
   * The part of the evidence that follows from it. Ask a moment after the instant: what agents say of it travels
   * asynchronously and may arrive after the DOM event itself.
   */
  at: (atMs: number) => Pick<Evidence, 'runId' | 'toolCallId' | 'sinceToolMs'>
}

interface Span {
  id: string
  fromMs: number
  toMs: number
}

/** A call without a result for this long is taken for dead; else it would claim everything that follows. */
const longestCallMs = 120_000
/** Spans remembered; only the last few can still matter. */
const spanLimit = 32

export function createAgentWindows(): AgentWindows {
  const runs: Span[] = []
  const calls: Span[] = []

  function open(spans: Span[], id: unknown, fromMs: number): void {
    if (typeof id !== 'string') return
    spans.push({ id, fromMs, toMs: Infinity })
    if (spans.length > spanLimit) spans.shift()
  }

  function close(spans: Span[], id: unknown, toMs: number): void {
    for (const span of spans) if (span.toMs === Infinity && (id === undefined || span.id === id)) span.toMs = toMs
  }

  return {
    hear(event, atMs) {
      switch (event.type) {
        case 'RUN_STARTED':
          open(runs, event.runId, atMs)
          break
        case 'RUN_FINISHED':
        case 'RUN_ERROR':
          close(runs, event.runId, atMs)
          close(calls, undefined, atMs)
          break
        case 'TOOL_CALL_END':
          open(calls, event.toolCallId, atMs)
          break
        case 'TOOL_CALL_RESULT':
          close(calls, event.toolCallId, atMs)
          break
      }
    },
    at(atMs) {
      const evidence: ReturnType<AgentWindows['at']> = {}
      const run = runs.findLast((span) => span.fromMs <= atMs && atMs <= span.toMs)
      if (run) evidence.runId = run.id
      const call = calls.findLast(
        (span) => span.fromMs <= atMs && atMs <= span.toMs + toolTailMs && atMs - span.fromMs < longestCallMs,
      )
      if (call) evidence.toolCallId = call.id
      const ended = calls.findLast((span) => span.toMs <= atMs)
      if (ended) evidence.sinceToolMs = Math.round(atMs - ended.toMs)
      return evidence
    },
  }
}
