import * as z from 'zod'

/** Chromium's ids are 32 letters from a to p; Firefox's are chosen by their authors, like an e-mail address, or a UUID. */
const extensionId =
  /^(?:[a-p]{32}|\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}|[a-z0-9._-]{0,70}@[a-z0-9._-]{1,70})$/i

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
  /** Whether each finished trajectory is saved to the downloads folder by itself. */
  saveFinished: z.boolean(),
  /** Ids of other extensions whose agents may announce what they do. */
  agentExtensions: z
    .array(
      z.string().regex(extensionId, { error: ({ input }) => `has “${String(input)}”, which is no extension’s id` }),
    )
    .max(50, 'has more than 50 ids'),
})

export type Settings = z.infer<typeof SettingsSchema>

export const defaultSettings: Settings = {
  collectorUrl: '',
  collectorToken: '',
  licence: '',
  recordMessages: false,
  saveFinished: false,
  agentExtensions: [],
}
