import type { AgentEntry } from '#trajectory/agent.ts'
import type { Entry } from '#trajectory/entry.ts'
import { toolCallIdOf } from '#trajectory/step.ts'

/** One tool call of a run. */
export interface Call {
  id: string
  name: string
  /** JSON text, as the agent told it. */
  args: string
  result: string | null
  /** False when the agent says that it failed; null when it says nothing. */
  ok: boolean | null
  startId: string
  /** The entry of the result; of the start while there is none. */
  endId: string
  startAtMs: number
  /** Infinity when no result came. */
  endAtMs: number
}

/** One run of an agent: from what the person asked to its end. */
export interface Run {
  id: string
  documentId: string | null
  tabId: number | null
  /** What the person asked, with the id of that message; null when the agent does not tell. */
  prompt: { text: string; messageId: string | null } | null
  startId: string
  startAtMs: number
  /** The entry that ended it; null when none did: its document went, or the recording ended. */
  endId: string | null
  /** Without an end of its own: when its document was last heard of. */
  endAtMs: number
  end: 'success' | 'cancelled' | 'error' | 'none'
  /** What the agent itself says of the result; null when it says nothing. */
  claim: { success: boolean; text: string | null; entryId: string } | null
  calls: Call[]
  /** Every entry of the run, in time order. */
  entries: AgentEntry[]
}

/** Folds agent entries in time order into runs. A run that is told through two channels is one. */
export function readRuns(entries: readonly AgentEntry[], log: readonly Entry[]): Run[] {
  const runs = new Map<string, Run>()
  const callsOf = new Map<Run, Map<string, Call>>()
  const lastSeen = new Map<string | null, number>()
  for (const { documentId, atMs } of log) lastSeen.set(documentId, Math.max(lastSeen.get(documentId) ?? 0, atMs))
  const endOfLog = log.at(-1)?.atMs ?? 0

  for (const entry of entries) {
    const { event, runId } = entry
    if (runId === null) continue
    const key = JSON.stringify([entry.documentId, entry.agent.instance, runId])
    let run = runs.get(key)
    if (event.type === 'RUN_STARTED' && !run) {
      run = {
        id: runId,
        documentId: entry.documentId,
        tabId: entry.tabId,
        prompt: promptOf(event),
        startId: entry.id,
        startAtMs: entry.atMs,
        endId: null,
        endAtMs: entry.documentId === null ? endOfLog : (lastSeen.get(entry.documentId) ?? endOfLog),
        end: 'none',
        claim: null,
        calls: [],
        entries: [],
      }
      runs.set(key, run)
      callsOf.set(run, new Map())
    }
    if (!run) continue
    run.entries.push(entry)
    readCall(run, callsOf.get(run) ?? new Map<string, Call>(), entry)
    if (run.endId === null && (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR')) {
      run.endId = entry.id
      run.endAtMs = entry.atMs
      run.end = endOf(event)
      run.claim = claimOf(event, entry.id) ?? run.claim
    }
  }
  return [...runs.values()].sort((a, b) => a.startAtMs - b.startAtMs)
}

function readCall(run: Run, calls: Map<string, Call>, entry: AgentEntry): void {
  const { event } = entry
  const id = toolCallIdOf(event)
  if (id === undefined) return
  const call = calls.get(id)
  if (event.type === 'TOOL_CALL_START' && !call) {
    const begun: Call = {
      id,
      name: textOf(event.toolCallName) ?? '',
      args: '',
      result: null,
      ok: null,
      startId: entry.id,
      endId: entry.id,
      startAtMs: entry.atMs,
      endAtMs: Infinity,
    }
    run.calls.push(begun)
    calls.set(id, begun)
  } else if (event.type === 'TOOL_CALL_ARGS' && call?.result === null) call.args += textOf(event.delta) ?? ''
  else if (event.type === 'TOOL_CALL_RESULT' && call?.result === null) {
    call.result = textOf(event.content) ?? ''
    call.endId = entry.id
    call.endAtMs = entry.atMs
    const ok = isRecord(event.metadata) ? event.metadata.ok : undefined
    if (typeof ok === 'boolean') call.ok = ok
  }
}

function endOf(event: AgentEntry['event']): Run['end'] {
  if (event.type === 'RUN_ERROR') return 'error'
  const type = isRecord(event.outcome) ? event.outcome.type : undefined
  return type === 'cancelled' ? 'cancelled' : 'success'
}

/** `{success, data or text}`, as page-agent and those that announce themselves give their results. */
function claimOf(event: AgentEntry['event'], entryId: string): Run['claim'] {
  if (!isRecord(event.result) || typeof event.result.success !== 'boolean') return null
  const { success, data, text } = event.result
  return { success, text: textOf(text) ?? textOf(data), entryId }
}

/** The last message of the person in the input of a run. */
function promptOf(event: AgentEntry['event']): Run['prompt'] {
  const messages: unknown = isRecord(event.input) ? event.input.messages : undefined
  if (!Array.isArray(messages)) return null
  const last: unknown = messages.findLast((message: unknown) => isRecord(message) && message.role === 'user')
  if (!isRecord(last)) return null
  const text = contentOf(last.content)
  return text === '' ? null : { text, messageId: textOf(last.id) }
}

/** Of a message in parts, those of text. */
function contentOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .flatMap((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? [part.text] : []))
    .join('\n')
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
