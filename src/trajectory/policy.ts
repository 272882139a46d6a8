import * as z from 'zod'

/** Which model produced an agent's output. Every field is as stated by the agent or the provider. */
export const PolicySchema = z.strictObject({
  provider: z.string().optional(),
  requestModel: z.string().optional(),
  responseModel: z.string().optional(),
  responseId: z.string().optional(),
  systemFingerprint: z.string().optional(),
  checkpoint: z.string().optional(),
  policyVersion: z.union([z.string(), z.int()]).optional(),
  sampling: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
  /** SHA-256 in hex of what told the model how to behave, and of its tools as they were sent. */
  promptHash: z.string().optional(),
  toolsHash: z.string().optional(),
  /** How this was heard: the adapter and its version, for example `openai-compatible@1`. */
  adapter: z.string().optional(),
})

/** Tokens and cost of one inference; `promptTokens` includes the cached ones. */
export const UsageSchema = z.strictObject({
  promptTokens: z.int().nonnegative().optional(),
  completionTokens: z.int().nonnegative().optional(),
  totalTokens: z.int().nonnegative().optional(),
  cachedTokens: z.int().nonnegative().optional(),
  reasoningTokens: z.int().nonnegative().optional(),
  costUsd: z.number().nonnegative().optional(),
})

export type Policy = z.infer<typeof PolicySchema>
export type Usage = z.infer<typeof UsageSchema>
