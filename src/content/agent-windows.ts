import type { AgUiEvent } from '#agents/announcement.ts'
import { longestSilenceMs, toolTailMs } from '#agents/attribution.ts'
import type { OpenCall } from '#messages/delivery.ts'
import type { Evidence } from '#trajectory/attribution.ts'
import { pendingCallsOf } from './pending-calls.ts'

/** Who says that a run or call is open. */
export interface Speaker {
  /** One text per agent: what one says closes nothing of another. */
  key: string
  /** It announces itself, and anything in the page could do that in its place. */
  announced: boolean
  runId: string | null
  /** The browser says so itself; `at` tells then that it did what happened. */
  browser?: true
  /** Whoever drives the browser says so, out of reach of the page: during its calls trusted input is the agent's, too. */
  declared?: true
}

/** Which agent run and which tool call were open in this document at an instant, as far as agents say. */
export interface AgentWindows {
  /** Returns whether a script was at work in the page during the call that this event ends. */
  hear: (event: AgUiEvent, atMs: number, speaker?: Speaker) => { acted: boolean }
  /** A script made input in the page. */
  act: (atMs: number) => void
  /** Exactly these declared calls are going on. */
  restate: (open: readonly OpenCall[], atMs: number) => void
  /**
   * The part of the evidence that follows from it. Ask a moment after the instant: what agents say of it travels
   * asynchronously and may arrive after the DOM event itself.
   */
  at: (atMs: number) => Pick<Evidence, 'runId' | 'toolCallId' | 'sinceToolMs' | 'announced' | 'webmcp' | 'driver'>
}

interface Span {
  id: string
  speaker: Speaker
  fromMs: number
  toMs: number
  /** When its agent was last heard. */
  heardMs: number
}

/** Spans remembered; only the last few can still matter. */
const spanLimit = 64

const somebody: Speaker = { key: '', announced: false, runId: null }

export function createAgentWindows(): AgentWindows {
  const runs: Span[] = []
  const calls: Span[] = []
  let actedAtMs = -Infinity

  function open(spans: Span[], id: unknown, fromMs: number, speaker: Speaker, heardMs = fromMs): void {
    if (typeof id !== 'string') return
    spans.push({ id, speaker, fromMs, toMs: Infinity, heardMs })
    if (spans.length <= spanLimit) return
    // Announcements are cheap to make up: they must not drive out what is known better.
    const oldest = spans.findIndex((span) => span.speaker.announced)
    spans.splice(Math.max(oldest, 0), 1)
  }

  function close(spans: Span[], toMs: number, belongs: (span: Span) => boolean): Span | undefined {
    let closed: Span | undefined
    for (const span of spans)
      if (span.toMs === Infinity && belongs(span)) {
        span.toMs = toMs
        closed = span
      }
    return closed
  }

  /** Whatever its agent says shows that it lives; after a long silence its run goes on anew, but no call does. */
  function notice(atMs: number, { key, runId }: Speaker): void {
    let silent: Span | undefined
    for (const spans of [calls, runs])
      for (const span of spans) {
        if (span.toMs !== Infinity || span.speaker.key !== key) continue
        if (atMs - span.heardMs > longestSilenceMs) {
          span.toMs = span.heardMs + longestSilenceMs
          silent = spans === runs && (runId === null || span.id === runId) ? span : silent
        } else if (runId === null || span.speaker.runId === null || span.speaker.runId === runId) span.heardMs = atMs
      }
    if (silent) open(runs, silent.id, atMs, silent.speaker)
  }

  /** A call for which somebody is asked first does nothing meanwhile; what a person does then is not the agent's. */
  function rest(interrupt: unknown, atMs: number, { key }: Speaker): void {
    const id = (interrupt as { toolCallId?: unknown } | null | undefined)?.toolCallId
    close(calls, atMs, (span) => span.speaker.key === key && span.id === id)
  }

  function holds(span: Span, atMs: number, tail = 0): boolean {
    if (atMs < span.fromMs) return false
    // What a person does right after a declared call is not the agent's.
    const tailMs = span.speaker.declared ? 0 : tail
    return span.toMs === Infinity ? atMs < span.heardMs + longestSilenceMs : atMs <= span.toMs + tailMs
  }

  /** The last that holds; one that more than an announcement speaks for comes first. */
  function last(spans: Span[], fits: (span: Span) => boolean): Span | undefined {
    return spans.findLast((span) => !span.speaker.announced && fits(span)) ?? spans.findLast(fits)
  }

  return {
    hear(event, atMs, speaker = somebody) {
      notice(atMs, speaker)
      const { runId, toolCallId } = event
      const own = (span: Span): boolean => span.speaker.key === speaker.key
      let ended: Span | undefined
      switch (event.type) {
        case 'RUN_STARTED':
          // Between its calls the agent of a driver does nothing to the page.
          if (!speaker.declared)
            open(runs, runId, atMs, { ...speaker, runId: typeof runId === 'string' ? runId : null })
          break
        case 'RUN_FINISHED':
        case 'RUN_ERROR': {
          const id = typeof runId === 'string' ? runId : speaker.runId
          const pending = pendingCallsOf(event)
          close(runs, atMs, (span) => own(span) && (id === null || span.id === id))
          close(
            calls,
            atMs,
            (span) =>
              own(span) &&
              (id === null || span.speaker.runId === null || span.speaker.runId === id) &&
              !pending.includes(span.id),
          )
          break
        }
        case 'TOOL_CALL_END':
          open(calls, toolCallId, atMs, speaker)
          break
        case 'CUSTOM':
          if (event.name === 'recorder.interrupt') rest(event.value, atMs, speaker)
          break
        case 'TOOL_CALL_RESULT':
          ended = close(calls, atMs, (span) => own(span) && (toolCallId === undefined || span.id === toolCallId))
          break
      }
      return { acted: ended !== undefined && ended.fromMs <= actedAtMs && actedAtMs <= atMs }
    },
    act(atMs) {
      actedAtMs = atMs
    },
    restate(stated, atMs) {
      const isStated = ({ id, speaker }: Span): boolean =>
        stated.some(({ key, toolCallId }) => key === speaker.key && toolCallId === id)
      close(calls, atMs, (span) => span.speaker.declared === true && !isStated(span))
      for (const { key, runId, toolCallId, fromMs, heardMs } of stated) {
        const speaker: Speaker = { key, announced: false, runId, declared: true }
        if (!calls.some((span) => span.speaker.key === key && span.id === toolCallId))
          open(calls, toolCallId, fromMs, speaker, heardMs)
      }
    },
    at(atMs) {
      const evidence: ReturnType<AgentWindows['at']> = {}
      const run = last(runs, (span) => holds(span, atMs))
      if (run) evidence.runId = run.id
      const call = last(calls, (span) => holds(span, atMs, toolTailMs))
      if (call) evidence.toolCallId = call.id
      if (call?.speaker.declared) {
        evidence.driver = 'agent'
        if (call.speaker.runId !== null) evidence.runId = call.speaker.runId
      }
      const ended = last(calls, (span) => span.toMs <= atMs)
      if (ended) evidence.sinceToolMs = Math.round(atMs - ended.toMs)
      if ((call ?? run)?.speaker.announced === true) evidence.announced = true
      if (call?.speaker.browser && atMs <= call.toMs) evidence.webmcp = true
      return evidence
    },
  }
}
