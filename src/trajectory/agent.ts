import * as z from 'zod'
import { entryBase } from './entry-base.ts'
import { PolicySchema, UsageSchema } from './policy.ts'
import { TargetSchema } from './target.ts'

/** What else speaks for a claim. */
const corroborations = ['dom', 'webRequest', 'debugger', 'webmcp', 'marker', 'tabGroup'] as const

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
  /** The element a tool call is about: the one on which the agent announced it. */
  target: TargetSchema.optional(),
  /** The agent's own number of this event, where it counts them; from 1 in each document. */
  seq: z.int().positive().optional(),
  /** So many numbers are missing before this one. */
  seqGap: z.int().positive().optional(),
  /** The recorder came into this document after its scripts; what was said before is not known. */
  late: z.literal(true).optional(),
  /** The request this came of, as the page's side heard it; the body only as its SHA-256 in hex. */
  request: z.strictObject({ url: z.string(), atMs: z.number(), bodyHash: z.string().nullable() }).optional(),
  /** What the recorder saw that fits the claim. Only the background says `webRequest`. */
  corroboratedBy: z.array(z.enum(corroborations)).optional(),
  /** The extension that sent it, as the browser says. */
  extensionId: z.string().optional(),
})

export type AgentName = z.infer<typeof AgentNameSchema>
export type AgentEntry = z.infer<typeof AgentEntrySchema>
