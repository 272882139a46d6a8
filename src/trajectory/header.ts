import * as z from 'zod'
import { AgentNameSchema } from './agent.ts'
import { gapReasons } from './gap.ts'
import { OutcomeSummarySchema } from './outcome.ts'
import { PolicySchema, UsageSchema } from './policy.ts'
import { ValidatorSchema } from './validator.ts'
import { formatName, formatVersion } from './version.ts'

/** What was to be done. */
const TaskSchema = z.strictObject({
  instruction: z.string(),
  /** Who wrote it: the person in the popup, or a script. */
  source: z.enum(['person', 'script']),
  startUrl: z.string().nullable(),
  tags: z.array(z.string()),
  /** What must hold when the recording stops, all of it; absent when nobody said. */
  validators: z.array(ValidatorSchema).optional(),
})

/** Where it was recorded. */
export const EnvironmentSchema = z.strictObject({
  browser: z.string(),
  browserVersion: z.string(),
  os: z.string(),
  locale: z.string(),
  timeZone: z.string(),
  recorderVersion: z.string(),
  /** Whom browser automation stood in for, when a tester declared it; null in an ordinary browser. */
  driver: z.enum(['human', 'agent', 'script']).nullable(),
})

/** A policy seen in the log, with what it used. */
export const PolicySeenSchema = z.strictObject({
  provider: z.string().nullable(),
  model: z.string().nullable(),
  requestModel: z.string().nullable(),
  checkpoint: z.string().nullable(),
  policyVersion: PolicySchema.shape.policyVersion.unwrap().nullable(),
  inferences: z.int().nonnegative(),
  usage: UsageSchema,
})

/** The header of a trajectory: everything about the attempt that is not in the log itself. */
export const HeaderSchema = z.strictObject({
  format: z.literal(formatName),
  formatVersion: z.literal(formatVersion),
  id: z.string().regex(/^[a-z0-9]{16}$/, 'a trajectory id is 16 lower-case letters or digits'),
  task: TaskSchema,
  status: z.enum(['recording', 'complete', 'interrupted']),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  environment: EnvironmentSchema,
  /** The last judgement; all of them are in the log. */
  outcome: OutcomeSummarySchema.nullable(),
  agents: z.array(AgentNameSchema),
  policies: z.array(PolicySeenSchema),
  /** Entries by kind, actions by actor. */
  counts: z.strictObject({ entries: z.record(z.string(), z.int()), actions: z.record(z.string(), z.int()) }),
  /** Rule id → replacements. */
  redaction: z.record(z.string(), z.int()),
  /** Reason → gaps. */
  coverage: z.partialRecord(z.enum(gapReasons), z.int()),
  consent: z.strictObject({ licence: z.string().nullable(), note: z.string().nullable() }),
  parentId: z.string().nullable(),
})

export type Environment = z.infer<typeof EnvironmentSchema>
export type PolicySeen = z.infer<typeof PolicySeenSchema>
export type Header = z.infer<typeof HeaderSchema>
