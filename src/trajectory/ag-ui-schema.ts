import * as z from 'zod'
import { agUiFields } from './ag-ui-event.ts'

const kinds = {
  text: z.string(),
  list: z.array(z.unknown()),
  record: z.record(z.string(), z.unknown()),
  // `z.unknown()` would let a field be missing.
  anything: z.unknown().refine((value) => value !== undefined, 'is missing'),
} as const

const common = {
  timestamp: z.number().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  runId: z.string().optional(),
  toolCallId: z.string().optional(),
  subagentRunId: z.string().optional(),
}

const types = Object.entries(agUiFields).map(([type, fields]) =>
  z.looseObject({
    ...common,
    ...Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, kinds[kind]])),
    type: z.literal(type),
  }),
)

/** An AG-UI 1.0 event as an agent announces it; fields beyond those it needs are the agent's. */
export const AgUiEventSchema = z.discriminatedUnion('type', types as [(typeof types)[number], ...typeof types])
