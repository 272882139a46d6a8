import * as z from 'zod'

/** A source is one content-script instance, or the background of one recording. */
export const SourceIdSchema = z
  .string()
  .regex(/^[a-z0-9]{4,32}$/, 'a source id is 4 to 32 lower-case letters or digits')

/** `<sourceId>:<n>`; `n` counts from 1 without holes within its source, over all kinds. */
export const EntryIdSchema = z
  .string()
  .regex(/^[a-z0-9]{4,32}:[1-9][0-9]*$/, 'an entry id reads <sourceId>:<n>, n from 1')

/** Who vouches for an entry: the recorder itself, a page or agent, whoever drives the browser, or a rule. */
const ProvenanceSchema = z.enum(['observed', 'claimed', 'declared', 'inferred'])

/** Fields every entry carries, whatever its kind. */
export const entryBase = {
  id: EntryIdSchema,
  /** Epoch milliseconds, monotonic within one document. */
  atMs: z.number(),
  tabId: z.int().nullable(),
  frameId: z.int().nullable(),
  documentId: z.string().nullable(),
  origin: z.string().nullable(),
  provenance: ProvenanceSchema,
  /** Redaction rules that changed this entry: rule id → number of replacements. Never a value. */
  redacted: z.record(z.string(), z.int().positive()).optional(),
  /** What was left out because it was too long: place → characters of a text or items of a list, at its end. */
  truncated: z.record(z.string(), z.int().positive()).optional(),
}
