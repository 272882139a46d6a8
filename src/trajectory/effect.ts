import * as z from 'zod'
import { EntryIdSchema, entryBase } from './entry-base.ts'

const effectBase = {
  ...entryBase,
  kind: z.literal('effect'),
  /** The action it most likely followed from; null when none was near. */
  causeId: EntryIdSchema.nullable(),
}

/** What followed by itself. */
export const EffectSchema = z.discriminatedUnion('name', [
  z.strictObject({
    ...effectBase,
    name: z.literal('navigation'),
    url: z.string(),
    sameDocument: z.boolean(),
    transitionType: z.string(),
    transitionQualifiers: z.array(z.string()),
  }),
  z.strictObject({ ...effectBase, name: z.literal('popup'), openedTabId: z.int(), url: z.string() }),
  z.strictObject({
    ...effectBase,
    name: z.literal('download'),
    url: z.string(),
    /** The file's name as it was saved, without its folder. */
    fileName: z.string(),
    mimeType: z.string(),
    /** Null while nobody knows. */
    bytes: z.int().nonnegative().nullable(),
    state: z.enum(['complete', 'interrupted']),
  }),
  /** A request to an address where models are asked left the browser, whoever made it; the body as its SHA-256 in hex. */
  z.strictObject({ ...effectBase, name: z.literal('model_request'), url: z.string(), bodyHash: z.string().nullable() }),
  /** A document came back from the back/forward cache as it had been left. */
  z.strictObject({ ...effectBase, name: z.literal('restored'), url: z.string() }),
  /** The browser threw a tab's page away to save memory. Its number may change with that; null where it keeps it. */
  z.strictObject({
    ...effectBase,
    name: z.literal('discarded'),
    url: z.string(),
    becameTabId: z.int().nullable(),
  }),
])

export type Effect = z.infer<typeof EffectSchema>
