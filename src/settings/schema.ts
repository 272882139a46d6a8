import * as z from 'zod'

/** What a person can set on the options page. */
export const SettingsSchema = z.strictObject({
  /** Base address of the collector; empty when there is none. */
  collectorUrl: z.union([
    z.literal(''),
    z.url({ protocol: /^https?$/, error: 'must be an http or https address, for example http://127.0.0.1:8787' }),
  ]),
  collectorToken: z.string().max(512, 'is longer than 512 characters'),
  /** Licence written into the header of new recordings; empty for none. */
  licence: z.string().max(200, 'is longer than 200 characters'),
  /** Whether what is said to models and by them is recorded, where Cairn hears it; else only which model, and how much. */
  recordMessages: z.boolean(),
})

export type Settings = z.infer<typeof SettingsSchema>

export const defaultSettings: Settings = { collectorUrl: '', collectorToken: '', licence: '', recordMessages: false }
