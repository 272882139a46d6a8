import type { AgentAdapter } from '#agents/adapter.ts'
import type { AgUiEvent, Announcement } from '#agents/announcement.ts'
import type { ExchangeListener, HeardRequest } from '#agents/exchange.ts'
import { createDeltas } from '#agents/deltas.ts'
import { isRecord, jsonOf, listOf, textOf, withoutSecrets, type JsonRecord } from '#agents/json.ts'
import { createSay } from '#agents/saying.ts'

const version = 1

/** What an agent is sent may be recorded up to here; of a longer one the last message remains. */
const inputChars = 64 * 1024

/** Names of AG-UI 1.0, and of the `THINKING_*` it had before. */
const eventType =
  /^(?:RUN|STEP|TEXT_MESSAGE|THINKING|REASONING|TOOL_CALL|STATE|MESSAGES|ACTIVITY|SUBAGENT)_[A-Z_]+$|^(?:RAW|CUSTOM)$/

/** Calls remembered that have no result yet. */
const openCallLimit = 200

/** A tool call that the page is to carry out. */
interface OpenCall {
  runId: string | null
  threadId: string
  protocol: string | null
}

/**
 * Hears AG-UI agents behind a server: a POST of a `RunAgentInput`, answered by a stream of AG-UI events. The events go
 * through as they are; only the start of a run gets the input it belongs to, when the server left that out, and pieces
 * of a text that follow fast on each other become one. A call that the page is to carry out outlasts its run: its result
 * is in what the agent is sent next.
 */
export function createAgUiAdapter(): AgentAdapter {
  const later = setTimeout
  const openCalls = new Map<string, OpenCall>()
  return {
    id: 'ag-ui',
    version,
    onRequest: (request, announce) => listenToRun(request, announce, later, openCalls),
  }
}

function listenToRun(
  request: HeardRequest,
  announce: (announcement: Announcement) => void,
  later: typeof setTimeout,
  openCalls: Map<string, OpenCall>,
): ExchangeListener {
  const input = isRecord(request.body) && isRunInput(request.body) ? request.body : null
  if (input) tellResults(input, announce, openCalls)
  /** The run that began and has not ended. */
  let runId: string | null = null
  let threadId = textOf(input?.threadId)
  let protocol = typeof input?.protocolVersion === 'string' ? input.protocolVersion : null
  /** Whether this stream speaks AG-UI; its first event decides. */
  let isAgUi: boolean | null = null
  let problem: string | null = null
  const say = createSay(announce, {
    agent: () => ({ name: 'ag-ui', version: protocol, instance: threadId }),
    channel: `ag-ui@${version}`,
    runId: () => runId,
  })
  const deltas = createDeltas(say, later)

  function begin(event: AgUiEvent): void {
    runId = textOf(event.runId)
    threadId = textOf(event.threadId)
    if (typeof event.protocolVersion === 'string') protocol = event.protocolVersion
    const given = isRecord(event.input) ? event.input : input?.runId === runId ? input : null
    const whole: AgUiEvent = given ? { ...event, input: inputToTell(given) } : event
    if (whole.parentRunId === undefined && typeof given?.parentRunId === 'string') whole.parentRunId = given.parentRunId
    say(whole, { request: { url: request.url, atMs: request.atMs, bodyHash: null } })
  }

  function end(event: AgUiEvent): void {
    say(event.type === 'RUN_FINISHED' ? withPending(event) : event)
    runId = null
  }

  /** Not every server says which calls are the page's. */
  function withPending(event: AgUiEvent): AgUiEvent {
    const pendingToolCallIds: string[] = []
    openCalls.forEach((call, id) => {
      if (call.runId === runId && call.threadId === threadId) pendingToolCallIds.push(id)
    })
    const outcome = isRecord(event.outcome) ? event.outcome : { type: 'success' }
    if (pendingToolCallIds.length === 0 || outcome.type !== 'success' || outcome.pendingToolCallIds) return event
    return { ...event, outcome: { ...outcome, pendingToolCallIds } }
  }

  function follow({ type, toolCallId }: AgUiEvent): void {
    if (typeof toolCallId !== 'string') return
    if (type === 'TOOL_CALL_RESULT') openCalls.delete(toolCallId)
    if (type === 'TOOL_CALL_END' && openCalls.size < openCallLimit)
      openCalls.set(toolCallId, { runId, threadId, protocol })
  }

  function tell(event: AgUiEvent): void {
    const { type } = event
    const isEnd = type === 'RUN_FINISHED' || type === 'RUN_ERROR'
    if (type === 'RUN_STARTED' || isEnd) deltas.flush()
    if (type === 'RUN_STARTED') begin(event)
    else if (isEnd) end(event)
    else {
      follow(event)
      deltas.tell(event)
    }
  }

  return {
    onResponse({ status, mediaType }) {
      if (status >= 400) problem = `the server answered with status ${status}`
      return status < 400 && mediaType === 'text/event-stream'
    },
    onData(data) {
      if (isAgUi === false || !isRecord(data) || !isEvent(data)) {
        isAgUi ??= false
        return
      }
      // A run begins with its start, unless what was asked says already that it is one.
      isAgUi ??= data.type === 'RUN_STARTED' || input !== null
      if (isAgUi) tell(data)
    },
    onEnd({ how, error, unheardChars }) {
      deltas.flush()
      if (isAgUi !== true && !(input && (how !== 'complete' || problem !== null))) return
      // What never began has failed all the same, and somebody asked for it.
      if (isAgUi !== true && input) {
        const { threadId, runId } = input
        begin({ type: 'RUN_STARTED', threadId, runId })
      }
      if (unheardChars > 0) say({ type: 'RAW', event: { type: 'unheard', chars: unheardChars }, source: 'cairn' })
      if (runId === null) return
      const metadata = { toldBy: 'cairn' }
      if (how === 'cancelled') end({ type: 'RUN_FINISHED', threadId, runId, outcome: { type: 'cancelled' }, metadata })
      else end({ type: 'RUN_ERROR', message: problem ?? error ?? 'the stream ended before the run did', metadata })
    },
  }
}

/** Tells the results of calls that the page has carried out since. */
function tellResults(
  { threadId, messages }: JsonRecord,
  announce: (announcement: Announcement) => void,
  openCalls: Map<string, OpenCall>,
): void {
  for (const message of listOf(messages)) {
    if (!isRecord(message) || message.role !== 'tool') continue
    const toolCallId = textOf(message.toolCallId)
    const call = openCalls.get(toolCallId)
    if (!call || call.threadId !== threadId) continue
    openCalls.delete(toolCallId)
    createSay(announce, {
      agent: () => ({ name: 'ag-ui', version: call.protocol, instance: call.threadId }),
      channel: `ag-ui@${version}`,
      runId: () => call.runId,
    })({
      type: 'TOOL_CALL_RESULT',
      messageId: textOf(message.id),
      toolCallId,
      content: typeof message.content === 'string' ? message.content : jsonOf(message.content),
      role: 'tool',
      metadata: { toldBy: 'cairn' },
    })
  }
}

function isRunInput(body: JsonRecord): boolean {
  return typeof body.threadId === 'string' && typeof body.runId === 'string' && Array.isArray(body.messages)
}

function isEvent(data: JsonRecord): data is AgUiEvent {
  return typeof data.type === 'string' && eventType.test(data.type)
}

function inputToTell(input: JsonRecord): unknown {
  const clean = withoutSecrets(input) as JsonRecord
  if (jsonOf(clean).length <= inputChars) return clean
  const { threadId, runId, parentRunId, resume } = clean
  const last = listOf(clean.messages).slice(-1)
  return {
    threadId,
    runId,
    ...(parentRunId === undefined ? {} : { parentRunId }),
    messages: jsonOf(last).length <= inputChars ? last : [],
    tools: [],
    context: [],
    ...(resume === undefined ? {} : { resume }),
  }
}
