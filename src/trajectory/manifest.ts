import * as z from 'zod'

/** SHA-256 (lower-case hex) and size of every other file in the bundle, of the uncompressed bytes. */
export const ManifestSchema = z.strictObject({
  format: z.literal('cairn-manifest'),
  trajectoryId: z.string(),
  files: z.record(
    z.string(),
    z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().nonnegative() }),
  ),
})

export type Manifest = z.infer<typeof ManifestSchema>
