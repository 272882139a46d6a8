import type { AgentAdapter } from '#agents/adapter.ts'
import type { HeardRequest } from '#agents/exchange.ts'
import {
  keepArguments,
  keepCall,
  keepNumbers,
  keepText,
  listenToInference,
  type Answer,
  type Dialect,
} from '#agents/inference.ts'
import { countOf, isRecord, listOf, recordOf, stated, textOf, type JsonRecord } from '#agents/json.ts'
import type { Usage } from '#trajectory/policy.ts'

const dialect: Dialect = {
  id: 'openai-compatible',
  version: 1,
  provider: 'openai-compatible',
  paths: /\/(?:completions|responses)$/,
  operation: ({ body }) => (typeof recordOf(body).prompt === 'string' ? 'text_completion' : 'chat'),
  systemPrompt: (body) => [
    ...(typeof body.instructions === 'string' ? [body.instructions] : []),
    ...conversationOf(body)
      .filter(isSystem)
      .map((message) => recordOf(message).content),
  ],
  messages: (body) => conversationOf(body).filter((message) => !isSystem(message)),
  read: (data, answer, keepOutput) =>
    readCompletion(data, answer, keepOutput) || readResponseEvent(data, answer, keepOutput),
}

/** Hears what a page asks of an OpenAI-compatible server: chat completions, completions and responses, streamed or not. */
export function createOpenAiCompatibleAdapter(): AgentAdapter {
  return {
    id: dialect.id,
    version: dialect.version,
    onRequest: (request, announce) => (isInference(request) ? listenToInference(request, announce, dialect) : null),
  }
}

/** By what is asked rather than where: gateways have addresses of their own. */
function isInference({ url, body }: HeardRequest): boolean {
  if (!isRecord(body) || typeof body.model !== 'string' || /\/messages$/.test(url)) return false
  if (Array.isArray(body.messages)) return true
  if (typeof body.prompt === 'string') return /\/completions$/.test(url)
  return /\/responses$/.test(url) && (typeof body.input === 'string' || Array.isArray(body.input))
}

function conversationOf({ messages, input, prompt }: JsonRecord): unknown[] {
  if (Array.isArray(messages)) return messages as unknown[]
  if (Array.isArray(input)) return input as unknown[]
  const text = textOf(input) || textOf(prompt)
  return text === '' ? [] : [{ role: 'user', content: text }]
}

function isSystem(message: unknown): boolean {
  const { role } = recordOf(message)
  return role === 'system' || role === 'developer'
}

/** A whole completion, or one piece of a streamed one. */
function readCompletion(data: JsonRecord, answer: Answer, keepOutput: boolean): boolean {
  if (!Array.isArray(data.choices)) return false
  readIdentity(data, answer)
  readUsage(data.usage, answer)
  for (const choice of data.choices as unknown[]) {
    const { finish_reason, logprobs, message, delta, text, token_ids } = recordOf(choice)
    if (typeof finish_reason === 'string') answer.finishReasons.push(finish_reason)
    const { content, token_logprobs } = recordOf(logprobs)
    keepNumbers(
      answer.logprobs,
      listOf(content).map((token) => recordOf(token).logprob),
    )
    keepNumbers(answer.logprobs, token_logprobs)
    if (!keepOutput) continue
    keepNumbers(answer.tokenIds, token_ids)
    const said = recordOf(message ?? delta)
    keepText(answer.output, 'reasoning', textOf(said.reasoning_content) || textOf(said.reasoning))
    keepText(answer.output, 'text', textOf(said.content) || textOf(text))
    for (const call of listOf(said.tool_calls)) keepToolCall(recordOf(call), answer.output)
  }
  return true
}

/** A call comes whole, or first with its name and then in pieces of arguments, told apart by their index. */
function keepToolCall({ id, index, function: called }: JsonRecord, output: JsonRecord[]): void {
  const { name, arguments: args } = recordOf(called)
  const begun =
    typeof id === 'string' ? undefined : output.findLast((part) => part.type === 'tool_call' && part.index === index)
  if (begun) keepArguments(begun, textOf(args))
  else keepCall(output, { id, index, name, arguments: args })
}

/** The responses API: a whole response, or an event that holds one or a piece of its text. */
function readResponseEvent(data: JsonRecord, answer: Answer, keepOutput: boolean): boolean {
  if (data.object === 'response') {
    readResponse(data, answer, keepOutput)
    return true
  }
  if (typeof data.type !== 'string') return false
  if (data.type === 'error') {
    answer.error = textOf(data.code) || 'error'
    return typeof data.message === 'string'
  }
  if (!data.type.startsWith('response.')) return false
  // Only the last one is complete, and it holds what was said as well.
  const isLast = /^response\.(?:completed|incomplete|failed)$/.test(data.type)
  if (isRecord(data.response)) readResponse(data.response, answer, keepOutput && isLast)
  return true
}

function readResponse(response: JsonRecord, answer: Answer, keepOutput: boolean): void {
  readIdentity(response, answer)
  readUsage(response.usage, answer)
  const { status, error, incomplete_details } = response
  if (status === 'completed' || status === 'incomplete' || status === 'failed' || status === 'cancelled')
    answer.finishReasons = [textOf(recordOf(incomplete_details).reason) || status]
  if (status === 'failed') answer.error = textOf(recordOf(error).code) || 'failed'
  for (const item of listOf(response.output)) {
    const { type, content, summary, call_id, name, arguments: args } = recordOf(item)
    for (const part of listOf(content)) {
      const { text, logprobs } = recordOf(part)
      keepNumbers(
        answer.logprobs,
        listOf(logprobs).map((token) => recordOf(token).logprob),
      )
      if (keepOutput) keepText(answer.output, 'text', textOf(text))
    }
    if (!keepOutput) continue
    for (const part of listOf(summary)) keepText(answer.output, 'reasoning', textOf(recordOf(part).text))
    if (type === 'function_call') keepCall(answer.output, { id: call_id, name, arguments: args })
  }
}

function readIdentity(data: JsonRecord, answer: Answer): void {
  // Gateways repeat these with every piece, and some leave them empty at first.
  if (textOf(data.model) !== '') answer.responseModel = textOf(data.model)
  if (textOf(data.id) !== '') answer.responseId = textOf(data.id)
  if (textOf(data.system_fingerprint) !== '') answer.systemFingerprint = textOf(data.system_fingerprint)
  const checkpoint = textOf(data.model_checkpoint) || textOf(data.checkpoint)
  if (checkpoint !== '') answer.checkpoint = checkpoint
  if (typeof data.policy_version === 'string' || Number.isInteger(data.policy_version))
    answer.policyVersion = data.policy_version as string | number
}

function readUsage(value: unknown, answer: Answer): void {
  if (!isRecord(value)) return
  const details = recordOf(value.prompt_tokens_details ?? value.input_tokens_details)
  const made = recordOf(value.completion_tokens_details ?? value.output_tokens_details)
  const promptTokens = countOf(value.prompt_tokens ?? value.input_tokens)
  const completionTokens = countOf(value.completion_tokens ?? value.output_tokens)
  const usage: Usage = stated({
    promptTokens,
    completionTokens,
    totalTokens: countOf(value.total_tokens),
    cachedTokens: countOf(details.cached_tokens),
    reasoningTokens: countOf(made.reasoning_tokens),
    costUsd: typeof value.cost === 'number' && value.cost >= 0 ? value.cost : undefined,
  })
  Object.assign(answer.usage, usage)
}
