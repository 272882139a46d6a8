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
])

export type Effect = z.infer<typeof EffectSchema>
