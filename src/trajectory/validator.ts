import * as z from 'zod'

/** A condition on what the pages hold when the recording stops. All of a task's conditions must hold. */
export const ValidatorSchema = z.discriminatedUnion('kind', [
  /** The address of the page; `*` stands for any characters. */
  z.strictObject({ kind: z.literal('url'), matches: z.string().min(1) }),
  /** Visible text, white space folded, case counts. */
  z.strictObject({ kind: z.literal('text'), contains: z.string().min(1), present: z.boolean() }),
  /** A field by its `name`, or by the selector the final state gives it; `checked` in place of `value` for boxes. */
  z.strictObject({
    kind: z.literal('field'),
    field: z.string().min(1),
    value: z.string().optional(),
    checked: z.boolean().optional(),
  }),
  /** A visible control by role and accessible name, in the part of the page that is in view. */
  z.strictObject({ kind: z.literal('element'), role: z.string().min(1), name: z.string(), present: z.boolean() }),
])

/** What came of a condition; `unknown` when the log cannot tell. */
export const CheckSchema = z.strictObject({
  what: z.string(),
  verdict: z.enum(['holds', 'fails', 'unknown']),
  detail: z.string(),
})

export type Validator = z.infer<typeof ValidatorSchema>
export type Check = z.infer<typeof CheckSchema>
