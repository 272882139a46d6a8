import type { Policy, Usage } from '#trajectory/policy.ts'
import type { Announce } from './adapter.ts'
import type { ExchangeListener, HeardRequest } from './exchange.ts'
import { isRecord, jsonOf, listOf, recordOf, stated, textOf, type JsonRecord } from './json.ts'
import { providerOf } from './provider.ts'

/** Numbers kept of the probabilities and tokens of one answer. */
const numbersLimit = 4096
/** Messages to a model may be this long together, and those from it; of longer ones the newest remain. */
const messageChars = 80_000
/** What is announced of one inference may be this long with its messages; else it goes without them. */
const inferenceChars = 240_000
/** Parts of one answer. */
const partLimit = 500

/** What is known of an answer so far; a stream fills it piece by piece. */
export interface Answer {
  responseModel?: string
  responseId?: string
  systemFingerprint?: string
  checkpoint?: string
  policyVersion?: string | number
  usage: Usage
  /** Tokens written to the provider's cache; part of `promptTokens`. */
  cacheWriteTokens?: number
  finishReasons: string[]
  error: string | null
  logprobs: number[]
  tokenIds: number[]
  /** What the model said, as parts of one message; kept only while it may be told. */
  output: JsonRecord[]
}

/** How one family of model servers is asked and answers. */
export interface Dialect {
  id: string
  version: number
  /** Words for a provider whose host says nothing. */
  provider: string
  /** Addresses by which such a server is known even when it does not answer. */
  paths: RegExp
  operation: (request: HeardRequest) => string
  /** What tells the model how to behave, in order. */
  systemPrompt: (body: JsonRecord) => unknown[]
  /** The other messages, as they were sent. */
  messages: (body: JsonRecord) => unknown[]
  /** Takes in one event of a stream or a whole answer; false when it is not of this family. */
  read: (data: JsonRecord, answer: Answer, keepOutput: boolean) => boolean
}

/** Listens to one inference and announces it as a whole, when it has ended. */
export function listenToInference(request: HeardRequest, announce: Announce, dialect: Dialect): ExchangeListener {
  const body = recordOf(request.body)
  const answer: Answer = { usage: {}, finishReasons: [], error: null, logprobs: [], tokenIds: [], output: [] }
  const startedAtMs = request.atMs
  let firstAtMs: number | null = null
  let status: number | null = null
  let isOurs: boolean | null = null
  const hashes = Promise.all([
    hashOf(dialect.systemPrompt(body), request),
    hashOf(Array.isArray(body.tools) ? [body.tools] : [], request),
    request.hashBody(),
  ])

  return {
    onResponse(response) {
      status = response.status
      return response.mediaType === 'text/event-stream' || response.mediaType === 'application/json'
    },
    onData(data) {
      if (!isRecord(data) || isOurs === false) return
      firstAtMs ??= timeMs()
      const taken = dialect.read(data, answer, request.mayTellMessages())
      if (taken) isOurs = true
      else if (isRecord(data.error)) answer.error = textOf(data.error.type) || textOf(data.error.code) || 'error'
      else isOurs ??= false
    },
    onEnd({ how, unheardChars }) {
      // Another family's server, or one that is no model at all.
      if (isOurs === false || (isOurs === null && !dialect.paths.test(request.url))) return
      const error =
        how === 'cancelled'
          ? 'cancelled'
          : status === null
            ? 'no-answer'
            : (answer.error ?? (status >= 400 ? `${status}` : null))
      const endedAtMs = timeMs()
      void hashes.then(([promptHash, toolsHash, bodyHash]) =>
        sayInference({ promptHash, toolsHash, bodyHash, error, endedAtMs, unheardChars }),
      )
    },
  }

  function withMessages(value: JsonRecord): JsonRecord {
    const bare = stated(value)
    if (!request.mayTellMessages()) return bare
    const full = { ...bare, ...messagesOf(body, answer, dialect) }
    return jsonOf(full).length <= inferenceChars ? full : { ...bare, 'recorder.messages_left_out': true }
  }

  function sayInference(end: {
    promptHash: string | null
    toolsHash: string | null
    bodyHash: string | null
    error: string | null
    endedAtMs: number
    unheardChars: number
  }): void {
    const channel = `${dialect.id}@${dialect.version}`
    const policy = policyOf(body, answer, {
      provider: providerOf(request.url) ?? dialect.provider,
      adapter: channel,
      promptHash: end.promptHash ?? undefined,
      toolsHash: end.toolsHash ?? undefined,
    })
    const { host } = new URL(request.url)
    announce({
      atMs: end.endedAtMs,
      agent: request.run?.agent ?? { name: dialect.id, version: null, instance: host },
      channel,
      runId: request.run?.id ?? null,
      event: {
        type: 'CUSTOM',
        name: 'recorder.llm_call',
        value: withMessages({
          'gen_ai.operation.name': dialect.operation(request),
          ...openTelemetryOf(policy, answer),
          'server.address': host,
          'url.full': request.url,
          'http.response.status_code': status ?? undefined,
          'error.type': end.error ?? undefined,
          'recorder.started_at_ms': startedAtMs,
          'recorder.first_answer_ms': firstAtMs === null ? undefined : firstAtMs - startedAtMs,
          'recorder.duration_ms': end.endedAtMs - startedAtMs,
          'recorder.unheard_chars': end.unheardChars > 0 ? end.unheardChars : undefined,
          'recorder.logprobs': answer.logprobs.length > 0 ? answer.logprobs : undefined,
        }),
        timestamp: Math.round(end.endedAtMs),
      },
      policy,
      usage: answer.usage,
      request: { url: request.url, atMs: request.atMs, bodyHash: end.bodyHash },
    })
  }
}

/** One text is hashed as it is, several joined by line feeds, all else as JSON. */
async function hashOf(parts: unknown[], request: HeardRequest): Promise<string | null> {
  if (parts.length === 0) return null
  return request.hash(parts.map((part) => (typeof part === 'string' ? part : jsonOf(part))).join('\n'))
}

const samplingKeys = [
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'seed',
  'n',
  'presence_penalty',
  'frequency_penalty',
  'repetition_penalty',
  'reasoning_effort',
  'verbosity',
  'service_tier',
  'tool_choice',
  'parallel_tool_calls',
  'top_logprobs',
] as const

function policyOf(body: JsonRecord, answer: Answer, known: Partial<Policy>): Policy {
  const sampling: NonNullable<Policy['sampling']> = {}
  for (const key of samplingKeys) {
    const value = body[key]
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') sampling[key] = value
  }
  const effort = recordOf(body.reasoning).effort
  if (typeof effort === 'string') sampling.reasoning_effort = effort
  const budget = recordOf(body.thinking).budget_tokens
  if (typeof budget === 'number') sampling.thinking_budget_tokens = budget
  // Where developers say which checkpoint they ask for, if they do.
  const metadata = recordOf(body.metadata)
  return stated({
    ...known,
    requestModel: typeof body.model === 'string' ? body.model : undefined,
    responseModel: answer.responseModel,
    responseId: answer.responseId,
    systemFingerprint: answer.systemFingerprint,
    checkpoint: answer.checkpoint ?? (textOf(metadata.checkpoint) || undefined),
    policyVersion: answer.policyVersion ?? (textOf(metadata.policy_version) || undefined),
    sampling: Object.keys(sampling).length > 0 ? sampling : undefined,
  })
}

function openTelemetryOf(policy: Policy, { usage, finishReasons, cacheWriteTokens }: Answer): JsonRecord {
  const sampling = policy.sampling ?? {}
  return {
    'gen_ai.provider.name': policy.provider,
    'gen_ai.request.model': policy.requestModel,
    'gen_ai.request.temperature': sampling.temperature,
    'gen_ai.request.top_p': sampling.top_p,
    'gen_ai.request.top_k': sampling.top_k,
    'gen_ai.request.max_tokens': sampling.max_tokens ?? sampling.max_completion_tokens ?? sampling.max_output_tokens,
    'gen_ai.request.seed': sampling.seed,
    'gen_ai.request.presence_penalty': sampling.presence_penalty,
    'gen_ai.request.frequency_penalty': sampling.frequency_penalty,
    'gen_ai.response.model': policy.responseModel,
    'gen_ai.response.id': policy.responseId,
    'gen_ai.response.finish_reasons': finishReasons.length > 0 ? finishReasons : undefined,
    'openai.response.system_fingerprint': policy.systemFingerprint,
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.completionTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cachedTokens,
    'gen_ai.usage.cache_creation.input_tokens': cacheWriteTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
  }
}

/** Token ids are the text in other words, so they are told with it and never without. */
function messagesOf(body: JsonRecord, answer: Answer, dialect: Dialect): JsonRecord {
  const system = dialect.systemPrompt(body)
  const messages = dialect.messages(body)
  let chars = jsonOf(system).length
  let from = messages.length
  for (; from > 0; from--) {
    chars += jsonOf(messages[from - 1]).length
    if (chars > messageChars) break
  }
  return stated({
    'gen_ai.system_instructions': system.length > 0 && jsonOf(system).length <= messageChars ? system : undefined,
    'gen_ai.input.messages': messages.slice(from),
    'recorder.messages_left_out': from > 0 ? from : undefined,
    'gen_ai.output.messages': answer.output.length > 0 ? [{ role: 'assistant', parts: answer.output }] : undefined,
    'recorder.token_ids': answer.tokenIds.length > 0 ? answer.tokenIds : undefined,
  })
}

/** Adds numbers, as many as are kept, with six digits behind the point. */
export function keepNumbers(kept: number[], found: unknown): void {
  for (const value of listOf(found))
    if (typeof value === 'number' && kept.length < numbersLimit) kept.push(Math.round(value * 1e6) / 1e6)
}

/** Adds text to the last part of what the model said, or begins a new one. */
export function keepText(output: JsonRecord[], type: 'text' | 'reasoning', content: string): void {
  if (content === '') return
  const last = output.at(-1)
  if (last?.type === type) last.content = appended(last.content, content)
  else if (output.length < partLimit) output.push({ type, content: appended('', content) })
}

/** Adds a call of a tool. */
export function keepCall(output: JsonRecord[], call: JsonRecord): void {
  if (output.length < partLimit)
    output.push(stated({ ...call, type: 'tool_call', arguments: appended('', textOf(call.arguments)) }))
}

/** Adds to the arguments of a call. */
export function keepArguments(call: JsonRecord, piece: string): void {
  call.arguments = appended(call.arguments, piece)
}

function appended(text: unknown, piece: string): string {
  return `${textOf(text)}${piece}`.slice(0, messageChars)
}

function timeMs(): number {
  return performance.timeOrigin + performance.now()
}
