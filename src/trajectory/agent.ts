import * as z from 'zod'
import { entryBase } from './entry-base.ts'
import { PolicySchema, UsageSchema } from './policy.ts'

/** Which agent speaks, as it names itself or as its adapter recognised it. */
export const AgentNameSchema = z.strictObject({
  name: z.string(),
  version: z.string().nullable(),
  /** The agent's own id of this instance. */
  instance: z.string(),
})

/** What an agent said of itself: one AG-UI 1.0 event, unmodified, plus the recorder's stamp. */
export const AgentEntrySchema = z.strictObject({
  ...entryBase,
  kind: z.literal('agent'),
  agent: AgentNameSchema,
  /** How it reached the recorder: the adapter and its version, for example `page-agent@1`. */
  channel: z.string(),
  /** The agent run this event belongs to. */
  runId: z.string().nullable(),
  /** AG-UI 1.0 event as sent. */
  event: z.looseObject({ type: z.string() }),
  /** Present on the event that reports one inference. */
  policy: PolicySchema.optional(),
  usage: UsageSchema.optional(),
  /** The request this came of, as the page's side heard it; the body only as its SHA-256 in hex. */
  request: z.strictObject({ url: z.string(), atMs: z.number(), bodyHash: z.string().nullable() }).optional(),
  /** Who else saw it, of those a page cannot make believe: `webRequest` saw the request leave that frame. */
  corroboratedBy: z.array(z.enum(['webRequest'])).optional(),
})

export type AgentName = z.infer<typeof AgentNameSchema>
export type AgentEntry = z.infer<typeof AgentEntrySchema>
