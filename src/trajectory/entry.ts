import * as z from 'zod'
import { ActionSchema } from './action.ts'
import { AgentEntrySchema } from './agent.ts'
import { DomSchema } from './dom.ts'
import { EffectSchema } from './effect.ts'
import { excerpt } from './excerpt.ts'
import { GapSchema } from './gap.ts'
import { ObservationSchema } from './observation.ts'
import { OutcomeSchema } from './outcome.ts'
import { SignalSchema } from './signal.ts'

/** One record of the log, by kind. */
export const entrySchemas = {
  action: ActionSchema,
  observation: ObservationSchema,
  effect: EffectSchema,
  agent: AgentEntrySchema,
  signal: SignalSchema,
  outcome: OutcomeSchema,
  gap: GapSchema,
  dom: DomSchema,
} as const

export type EntryKind = keyof typeof entrySchemas
const entryKinds = Object.keys(entrySchemas) as EntryKind[]

/** The append-only list is made of these. */
export const EntrySchema = z.union([
  ActionSchema,
  ObservationSchema,
  EffectSchema,
  AgentEntrySchema,
  SignalSchema,
  OutcomeSchema,
  GapSchema,
  DomSchema,
])

export type Entry = z.infer<typeof EntrySchema>

/** Checks one value against the schema of its kind, so that the problems name the right fields. */
export function parseEntry(value: unknown): { entry: Entry } | { problems: { path: string; message: string }[] } {
  const kind: unknown = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
  if (typeof kind !== 'string' || !Object.hasOwn(entrySchemas, kind)) {
    return { problems: [{ path: 'kind', message: `must be one of ${entryKinds.join(', ')}, is ${excerpt(kind)}` }] }
  }
  const result = entrySchemas[kind as EntryKind].safeParse(value)
  if (result.success) return { entry: result.data }
  return { problems: result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })) }
}
