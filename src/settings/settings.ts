import { browser } from '#platform/browser.ts'
import { SettingsSchema, defaultSettings, type Settings } from './schema.ts'

const key = 'settings'

/** The stored settings; a field that no longer fits its schema falls back to its default, the others stay. */
export async function getSettings(): Promise<Settings> {
  const stored = ((await browser.storage.local.get(key)) as { [key]?: unknown })[key]
  if (typeof stored !== 'object' || stored === null) return defaultSettings
  const merged: Record<string, unknown> = { ...defaultSettings }
  for (const [name, schema] of Object.entries(SettingsSchema.shape)) {
    const result = schema.safeParse((stored as Record<string, unknown>)[name])
    if (result.success) merged[name] = result.data
  }
  return merged as Settings
}

/** Stores settings after checking them; throws a ZodError naming the field. */
export async function setSettings(settings: Settings): Promise<void> {
  await browser.storage.local.set({ [key]: SettingsSchema.parse(settings) })
}
