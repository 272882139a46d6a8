import type { AgentAdapter } from '#agents/adapter.ts'
import type { HeardRequest } from '#agents/exchange.ts'
import { keepArguments, keepCall, keepText, listenToInference, type Answer, type Dialect } from '#agents/inference.ts'
import { countOf, isRecord, jsonOf, listOf, recordOf, textOf, type JsonRecord } from '#agents/json.ts'

const dialect: Dialect = {
  id: 'anthropic-messages',
  version: 1,
  provider: 'anthropic-compatible',
  paths: /\/messages$/,
  operation: () => 'chat',
  systemPrompt: ({ system }) =>
    typeof system === 'string' ? [system] : listOf(system).map((block) => textOf(recordOf(block).text)),
  messages: ({ messages }) => listOf(messages),
  read: readMessage,
}

/** Hears what a page asks of a server that speaks Anthropic's messages API, streamed or not. */
export function createAnthropicMessagesAdapter(): AgentAdapter {
  return {
    id: dialect.id,
    version: dialect.version,
    onRequest: (request, announce) => (isInference(request) ? listenToInference(request, announce, dialect) : null),
  }
}

function isInference({ url, body }: HeardRequest): boolean {
  return isRecord(body) && typeof body.model === 'string' && Array.isArray(body.messages) && /\/messages$/.test(url)
}

function readMessage(data: JsonRecord, answer: Answer, keepOutput: boolean): boolean {
  switch (data.type) {
    case 'message':
      readHead(data, answer)
      if (keepOutput) for (const block of listOf(data.content)) keepBlock(recordOf(block), answer.output)
      return true
    case 'message_start':
      readHead(recordOf(data.message), answer)
      return true
    case 'content_block_start':
      if (keepOutput) keepBlock(recordOf(data.content_block), answer.output)
      return true
    case 'content_block_delta':
      if (keepOutput) keepDelta(recordOf(data.delta), answer.output)
      return true
    case 'message_delta':
      readStop(recordOf(data.delta), answer)
      readUsage(data.usage, answer)
      return true
    case 'content_block_stop':
    case 'message_stop':
    case 'ping':
      return true
    case 'error':
      answer.error = textOf(recordOf(data.error).type) || 'error'
      return true
    default:
      return false
  }
}

function readHead(message: JsonRecord, answer: Answer): void {
  if (typeof message.id === 'string') answer.responseId = message.id
  if (typeof message.model === 'string') answer.responseModel = message.model
  readStop(message, answer)
  readUsage(message.usage, answer)
}

function readStop({ stop_reason }: JsonRecord, answer: Answer): void {
  if (typeof stop_reason === 'string') answer.finishReasons = [stop_reason]
}

/** What this API counts as input leaves out what came from the cache and what went there; a stream counts up. */
function readUsage(value: unknown, answer: Answer): void {
  if (!isRecord(value)) return
  const { usage } = answer
  const cached = countOf(value.cache_read_input_tokens)
  const written = countOf(value.cache_creation_input_tokens)
  const input = countOf(value.input_tokens)
  if (cached !== undefined) usage.cachedTokens = cached
  if (written !== undefined) answer.cacheWriteTokens = written
  if (input !== undefined) usage.promptTokens = input + (usage.cachedTokens ?? 0) + (answer.cacheWriteTokens ?? 0)
  const output = countOf(value.output_tokens)
  if (output !== undefined) usage.completionTokens = output
  const thought = countOf(recordOf(value.output_tokens_details).thinking_tokens)
  if (thought !== undefined) usage.reasoningTokens = thought
  if (usage.promptTokens !== undefined && usage.completionTokens !== undefined)
    usage.totalTokens = usage.promptTokens + usage.completionTokens
}

function keepBlock(block: JsonRecord, output: JsonRecord[]): void {
  if (block.type === 'text') keepText(output, 'text', textOf(block.text))
  else if (block.type === 'thinking') keepText(output, 'reasoning', textOf(block.thinking))
  else if (block.type === 'tool_use') {
    const input = isRecord(block.input) && Object.keys(block.input).length > 0 ? jsonOf(block.input) : ''
    keepCall(output, { id: block.id, name: block.name, arguments: input })
  }
}

function keepDelta(delta: JsonRecord, output: JsonRecord[]): void {
  const last = output.at(-1)
  if (delta.type === 'text_delta') keepText(output, 'text', textOf(delta.text))
  else if (delta.type === 'thinking_delta') keepText(output, 'reasoning', textOf(delta.thinking))
  else if (delta.type === 'input_json_delta' && last?.type === 'tool_call')
    keepArguments(last, textOf(delta.partial_json))
}
