import type { AgentAdapter, Announce } from '#agents/adapter.ts'
import type { ExchangeListener, HeardRequest } from '#agents/exchange.ts'
import { countOf, isRecord, jsonOf, listOf, recordOf, stated, textOf, type JsonRecord } from '#agents/json.ts'
import { createSay, type Say } from '#agents/saying.ts'

const version = 1

/** Chats, and calls or approvals of one, that are remembered; the oldest are forgotten. */
const chatLimit = 50
const openLimit = 500

/** What one chat of the page leaves to be answered in its next request. */
interface Chat {
  id: string
  runs: number
  lastRunId: string | null
  /** The run that wrote a message, to know what a regeneration follows. */
  runByMessage: Map<string, string>
  openCalls: Set<string>
  openApprovals: Set<string>
}

/**
 * Hears apps built on the Vercel AI SDK (`useChat`, `Chat`): a POST of `{id, messages, trigger}`, answered by its UI
 * message stream. What a person approves and what the page's own tools return is in the request after.
 */
export function createAiSdkAdapter(): AgentAdapter {
  const chats = new Map<string, Chat>()

  function chatOf(id: string): Chat {
    const known = chats.get(id)
    if (known) return known
    const chat: Chat = {
      id,
      runs: 0,
      lastRunId: null,
      runByMessage: new Map(),
      openCalls: new Set(),
      openApprovals: new Set(),
    }
    chats.set(id, chat)
    forgetOldest(chats, chatLimit)
    return chat
  }

  return {
    id: 'ai-sdk',
    version,
    onRequest(request, announce) {
      const body = recordOf(request.body)
      return isChatRequest(body)
        ? listenToChat(chatOf(textOf(body.id)), body, request, announce)
        : listenToUnknown(() => chatOf(request.url), request, announce)
    },
  }
}

/** An app may shape its request as it likes; then the stream alone tells. */
function listenToUnknown(chatOf: () => Chat, request: HeardRequest, announce: Announce): ExchangeListener {
  let declared = false
  let listener: ExchangeListener | null | undefined
  return {
    onResponse({ status, mediaType, uiMessageStream }) {
      declared = uiMessageStream !== null
      return status < 400 && mediaType === 'text/event-stream'
    },
    onData(data) {
      if (listener === undefined)
        listener =
          isChunk(data) && (declared || isFirstChunk(data)) ? listenToChat(chatOf(), {}, request, announce) : null
      listener?.onData(data)
    },
    onEnd: (end) => listener?.onEnd(end),
  }
}

function listenToChat(chat: Chat, body: JsonRecord, request: HeardRequest, announce: Announce): ExchangeListener {
  const runId = `${chat.id}:run-${++chat.runs}`
  const before = chat.lastRunId
  chat.lastRunId = runId
  const say = createSay(announce, {
    agent: () => ({ name: 'ai-sdk', version: null, instance: chat.id }),
    channel: `ai-sdk@${version}`,
    runId: () => runId,
  })
  const stream = createChunkReader(chat, runId, say)
  let problem: string | null = null

  sayStart()
  sayAnswers(chat, body, say)

  function sayStart(): void {
    const { trigger, messageId } = body
    const regenerated = trigger === 'regenerate-message' ? chat.runByMessage.get(textOf(messageId)) : undefined
    const parentRunId = regenerated ?? before
    const last = recordOf(listOf(body.messages).at(-1))
    const messages =
      last.role === 'user' ? [{ id: textOf(last.id) || 'message', role: 'user', content: textIn(last) }] : []
    say(
      {
        type: 'RUN_STARTED',
        threadId: chat.id,
        runId,
        ...(parentRunId === null ? {} : { parentRunId }),
        input: {
          threadId: chat.id,
          runId,
          messages,
          tools: [],
          context: [],
          state: {},
          forwardedProps: stated({ trigger, messageId }),
        },
      },
      { request: { url: request.url, atMs: request.atMs, bodyHash: null } },
    )
  }

  return {
    onResponse({ status, mediaType }) {
      if (status >= 400) problem = `the server answered with status ${status}`
      return status < 400 && mediaType === 'text/event-stream'
    },
    onData(data) {
      if (isChunk(data)) stream.read(data)
    },
    onEnd({ how, error, unheardChars }) {
      if (unheardChars > 0) say({ type: 'RAW', event: { type: 'unheard', chars: unheardChars }, source: 'cairn' })
      if (how === 'cancelled') stream.end('cancelled')
      else if (how === 'failed' || problem !== null) stream.end('failed', problem ?? error ?? 'the request failed')
      else stream.end('complete')
    },
  }
}

/** What the page answers to what the stream before had left open: approvals, and results of tools that ran in the page. */
function sayAnswers(chat: Chat, body: JsonRecord, say: Say): void {
  const last = listOf(body.messages).findLast((message) => recordOf(message).role === 'assistant')
  for (const part of listOf(recordOf(last).parts)) {
    if (!isRecord(part)) continue
    const { toolCallId, approval, state } = part
    if (isRecord(approval) && typeof approval.approved === 'boolean' && chat.openApprovals.delete(textOf(approval.id)))
      sayApproval(approval, textOf(approval.id), say)
    if (typeof toolCallId !== 'string' || (state !== 'output-available' && state !== 'output-error')) continue
    if (chat.openCalls.delete(toolCallId))
      sayResult(toolCallId, state === 'output-error' ? { error: textOf(part.errorText) } : { output: part.output }, say)
  }
}

function sayApproval(approval: JsonRecord, interruptId: string, say: Say): void {
  const { approved, reason } = approval
  say({
    type: 'CUSTOM',
    name: 'recorder.resume',
    value: { interruptId, status: 'resolved', payload: stated({ approved: approved === true, reason }) },
  })
}

function sayResult(toolCallId: string, result: { output: unknown } | { error: string }, say: Say): void {
  const failed = 'error' in result
  say({
    type: 'TOOL_CALL_RESULT',
    toolCallId,
    messageId: `${toolCallId}:result`,
    role: 'tool',
    content: failed ? result.error : outputText(result.output),
    metadata: failed ? { ok: false, error: result.error } : { ok: true },
  })
}

function outputText(output: unknown): string {
  return typeof output === 'string' ? output : jsonOf(output)
}

interface ChunkReader {
  read: (chunk: JsonRecord) => void
  end: (how: 'complete' | 'cancelled' | 'failed', error?: string) => void
}

/** Makes AG-UI events of the chunks of one answer. Text comes whole, when its part ends: its pieces say nothing more. */
function createChunkReader(chat: Chat, runId: string, say: Say): ChunkReader {
  let messageId = runId
  let steps = 0
  let openStep: string | null = null
  let isOver = false
  let usage: JsonRecord | null = null
  /** Text and reasoning that have begun, by their part's id. */
  const parts = new Map<string, { kind: 'text' | 'reasoning'; text: string }>()
  const startedCalls = new Set<string>()

  function begin(kind: 'text' | 'reasoning', id: string): void {
    if (parts.size >= openLimit) return
    parts.set(id, { kind, text: '' })
    const partId = `${messageId}:${id}`
    if (kind === 'text') return say({ type: 'TEXT_MESSAGE_START', messageId: partId, role: 'assistant' })
    say({ type: 'REASONING_START', messageId: partId })
    say({ type: 'REASONING_MESSAGE_START', messageId: partId, role: 'reasoning' })
  }

  function add(id: string, delta: string): void {
    const part = parts.get(id)
    if (!part) return
    part.text += delta
    if (part.text.length > 4000) tell(id, part)
  }

  function tell(id: string, part: { kind: 'text' | 'reasoning'; text: string }): void {
    const { kind, text } = part
    part.text = ''
    if (text === '') return
    const type = kind === 'text' ? 'TEXT_MESSAGE_CONTENT' : 'REASONING_MESSAGE_CONTENT'
    say({ type, messageId: `${messageId}:${id}`, delta: text })
  }

  function close(id: string): void {
    const part = parts.get(id)
    if (!part) return
    tell(id, part)
    parts.delete(id)
    const partId = `${messageId}:${id}`
    if (part.kind === 'text') return say({ type: 'TEXT_MESSAGE_END', messageId: partId })
    say({ type: 'REASONING_MESSAGE_END', messageId: partId })
    say({ type: 'REASONING_END', messageId: partId })
  }

  function startCall(toolCallId: string, toolName: string): void {
    if (startedCalls.has(toolCallId)) return
    startedCalls.add(toolCallId)
    say({ type: 'TOOL_CALL_START', toolCallId, toolCallName: toolName, parentMessageId: messageId })
  }

  function sayInput({ toolCallId, toolName, input }: JsonRecord): string {
    const id = textOf(toolCallId)
    startCall(id, textOf(toolName))
    say({ type: 'TOOL_CALL_ARGS', toolCallId: id, delta: jsonOf(input ?? {}) })
    say({ type: 'TOOL_CALL_END', toolCallId: id })
    chat.openCalls.add(id)
    forgetOldest(chat.openCalls, openLimit)
    return id
  }

  function closeStep(): void {
    for (const id of [...parts.keys()]) close(id)
    if (openStep !== null) say({ type: 'STEP_FINISHED', stepName: openStep })
    openStep = null
  }

  /** An app may put its model's usage beside the message; the protocol has no place for it. */
  function readMetadata(metadata: unknown): void {
    if (!isRecord(metadata)) return
    const told = recordOf(metadata.totalUsage ?? metadata.usage)
    const found = stated({
      model: typeof metadata.model === 'string' ? metadata.model : undefined,
      inputTokens: countOf(told.inputTokens),
      outputTokens: countOf(told.outputTokens),
      totalTokens: countOf(told.totalTokens) ?? countOf(metadata.totalTokens),
      reasoningTokens: countOf(told.reasoningTokens),
      cachedInputTokens: countOf(told.cachedInputTokens),
    })
    if (Object.keys(found).length > 0) usage = { ...usage, ...found }
  }

  function end(how: 'complete' | 'cancelled' | 'failed', error = 'the run failed'): void {
    if (isOver) return
    closeStep()
    isOver = true
    const used = usage ? { usage: [usage] } : {}
    if (how === 'failed') return say({ type: 'RUN_ERROR', message: error, ...used })
    const open = [...startedCalls].filter((id) => chat.openCalls.has(id))
    const outcome =
      how === 'cancelled'
        ? { type: 'cancelled' }
        : { type: 'success', ...(open.length > 0 ? { pendingToolCallIds: open } : {}) }
    say({ type: 'RUN_FINISHED', threadId: chat.id, runId, outcome, ...used })
  }

  function read(chunk: JsonRecord): void {
    const id = textOf(chunk.id)
    const toolCallId = textOf(chunk.toolCallId)
    readMetadata(chunk.messageMetadata)
    switch (chunk.type) {
      case 'start':
        if (typeof chunk.messageId !== 'string') return
        messageId = chunk.messageId
        chat.runByMessage.set(messageId, runId)
        return forgetOldest(chat.runByMessage, openLimit)
      case 'start-step':
        closeStep()
        openStep = `step ${++steps}`
        return say({ type: 'STEP_STARTED', stepName: openStep })
      case 'finish-step':
        return closeStep()
      case 'text-start':
        return begin('text', id)
      case 'reasoning-start':
        return begin('reasoning', id)
      case 'text-delta':
      case 'reasoning-delta':
        return add(id, textOf(chunk.delta))
      case 'text-end':
      case 'reasoning-end':
        return close(id)
      case 'tool-input-start':
        return startCall(toolCallId, textOf(chunk.toolName))
      case 'tool-input-delta':
        // The whole input follows.
        return
      case 'tool-input-available':
        sayInput(chunk)
        return
      case 'tool-input-error':
        chat.openCalls.delete(sayInput(chunk))
        return sayResult(toolCallId, { error: textOf(chunk.errorText) }, say)
      case 'tool-output-available':
        if (chunk.preliminary === true) return say({ type: 'RAW', event: chunk, source: 'ai-sdk' })
        chat.openCalls.delete(toolCallId)
        return sayResult(toolCallId, { output: chunk.output }, say)
      case 'tool-output-error':
        chat.openCalls.delete(toolCallId)
        return sayResult(toolCallId, { error: textOf(chunk.errorText) }, say)
      case 'tool-output-denied':
        chat.openCalls.delete(toolCallId)
        return sayResult(toolCallId, { error: 'the person denied it' }, say)
      case 'tool-approval-request': {
        const approvalId = textOf(chunk.approvalId)
        chat.openApprovals.add(approvalId)
        forgetOldest(chat.openApprovals, openLimit)
        const value = { id: approvalId, reason: 'tool-approval', toolCallId }
        return say({ type: 'CUSTOM', name: 'recorder.interrupt', value })
      }
      case 'tool-approval-response':
        chat.openApprovals.delete(textOf(chunk.approvalId))
        return sayApproval(chunk, textOf(chunk.approvalId), say)
      case 'error':
        return end('failed', textOf(chunk.errorText))
      case 'abort':
        return end('cancelled')
      case 'finish':
        return end('complete')
      default:
        say({
          type: 'RAW',
          event: chunk.type === 'file' ? stated({ type: 'file', mediaType: chunk.mediaType }) : chunk,
          source: 'ai-sdk',
        })
    }
  }

  return {
    read(chunk) {
      if (!isOver) read(chunk)
    },
    end,
  }
}

function isChatRequest({ id, messages, trigger }: JsonRecord): boolean {
  return (
    typeof id === 'string' &&
    Array.isArray(messages) &&
    (trigger === 'submit-message' || trigger === 'regenerate-message') &&
    messages.every((message) => isRecord(message) && Array.isArray(message.parts))
  )
}

function isChunk(data: unknown): data is JsonRecord & { type: string } {
  return isRecord(data) && typeof data.type === 'string'
}

/** A UI message stream begins with `start`, which holds nothing else than this. */
function isFirstChunk(chunk: JsonRecord): boolean {
  return (
    chunk.type === 'start' &&
    Object.keys(chunk).every((key) => key === 'type' || key === 'messageId' || key === 'messageMetadata')
  )
}

/** The text a person wrote, without files. */
function textIn(message: JsonRecord): string {
  return listOf(message.parts)
    .map((part) => (recordOf(part).type === 'text' ? textOf(recordOf(part).text) : ''))
    .filter((text) => text !== '')
    .join('\n')
}

function forgetOldest(items: Map<string, unknown> | Set<string>, limit: number): void {
  for (const key of items.keys()) {
    if (items.size <= limit) return
    items.delete(key)
  }
}
