import * as z from 'zod'
import { EntrySchema } from './entry.ts'
import { HeaderSchema } from './header.ts'
import { InferredSignalSchema } from './inferred-signal.ts'
import { ManifestSchema } from './manifest.ts'
import { StepSchema } from './step.ts'

/** JSON Schema (2020-12) of every JSON value in a bundle or derived from one, by file name in `docs/schema/`. */
export function jsonSchemas(): Record<string, unknown> {
  return {
    'header.schema.json': z.toJSONSchema(HeaderSchema),
    'entry.schema.json': z.toJSONSchema(EntrySchema),
    'step.schema.json': z.toJSONSchema(StepSchema),
    'inferred-signal.schema.json': z.toJSONSchema(InferredSignalSchema),
    'manifest.schema.json': z.toJSONSchema(ManifestSchema),
  }
}
