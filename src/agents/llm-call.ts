import type { Policy, Usage } from '#trajectory/policy.ts'

/** What an agent said of one inference, reduced to what is known to be no secret. */
export interface Inference {
  /** The value of `recorder.llm_call`, with listed fields alone. */
  value: Record<string, unknown>
  policy: Policy
  usage: Usage
  /** How many fields were left out. */
  unlisted: number
}

type TextField = { [K in keyof Policy]-?: NonNullable<Policy[K]> extends string ? K : never }[keyof Policy]

/** Fields that name the policy, by their OpenTelemetry names where there are such. */
const policyFields: Readonly<Record<string, TextField>> = {
  'gen_ai.provider.name': 'provider',
  'gen_ai.system': 'provider',
  'gen_ai.request.model': 'requestModel',
  'gen_ai.response.model': 'responseModel',
  'gen_ai.response.id': 'responseId',
  'openai.response.system_fingerprint': 'systemFingerprint',
  model_checkpoint: 'checkpoint',
  prompt_hash: 'promptHash',
  tools_hash: 'toolsHash',
}

const usageFields: Readonly<Record<string, keyof Usage>> = {
  'gen_ai.usage.input_tokens': 'promptTokens',
  'gen_ai.usage.output_tokens': 'completionTokens',
  total_tokens: 'totalTokens',
  'gen_ai.usage.cache_read.input_tokens': 'cachedTokens',
  'gen_ai.usage.reasoning.output_tokens': 'reasoningTokens',
  cost_usd: 'costUsd',
}

/** What was asked of the model beside its messages; kept under the last part of the name. */
const samplingPrefix = 'gen_ai.request.'
const samplingNames = new Set([
  'temperature',
  'top_p',
  'top_k',
  'max_tokens',
  'seed',
  'frequency_penalty',
  'presence_penalty',
  'reasoning_effort',
  'choice.count',
])

/** Kept in the value, and of no meaning to policy and usage. */
const otherFields = new Set([
  'gen_ai.operation.name',
  'gen_ai.conversation.id',
  'gen_ai.agent.id',
  'gen_ai.agent.name',
  'gen_ai.agent.version',
  'gen_ai.response.finish_reasons',
  'gen_ai.usage.cache_creation.input_tokens',
  'error.type',
  'duration_ms',
])

const longestText = 500

/**
 * Reads the value of a `recorder.llm_call`. An allow-list: whatever else an agent puts there (messages, headers, a
 * configuration with its key) is left out and counted.
 */
export function readLlmCall(stated: unknown): Inference {
  const inference: Inference = { value: {}, policy: {}, usage: {}, unlisted: 0 }
  if (typeof stated !== 'object' || stated === null || Array.isArray(stated)) return inference
  for (const [name, field] of Object.entries(stated)) {
    if (keep(inference, name, field as unknown)) inference.value[name] = field
    else inference.unlisted += 1
  }
  return inference
}

function keep({ policy, usage }: Inference, name: string, field: unknown): boolean {
  const policyField = own(policyFields, name)
  if (policyField !== undefined) {
    if (!isText(field)) return false
    policy[policyField] = field
    return true
  }
  const usageField = own(usageFields, name)
  if (usageField !== undefined) {
    if (typeof field !== 'number' || !(field >= 0) || !Number.isFinite(field)) return false
    if (usageField !== 'costUsd' && !Number.isSafeInteger(field)) return false
    usage[usageField] = field
    return true
  }
  if (name === 'policy_version') {
    if (!isText(field) && !Number.isSafeInteger(field)) return false
    policy.policyVersion = field as string | number
    return true
  }
  if (name.startsWith(samplingPrefix) && samplingNames.has(name.slice(samplingPrefix.length))) {
    if (!isText(field) && !(typeof field === 'number' && Number.isFinite(field))) return false
    ;(policy.sampling ??= {})[name.slice(samplingPrefix.length)] = field
    return true
  }
  return otherFields.has(name) && (isText(field) || Number.isFinite(field) || isTexts(field))
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length <= 10 && value.every(isText)
}
