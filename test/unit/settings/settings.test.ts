import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SettingsSchema, defaultSettings } from '#settings/schema.ts'

/** What stands in the browser's storage. */
let stored: Record<string, unknown> = {}

// The polyfill takes the browser's own API where there is one, and refuses to load outside of an extension.
const api = {
  runtime: { id: 'cairn' },
  storage: {
    local: {
      get: (key: string) => Promise.resolve(key in stored ? { [key]: structuredClone(stored[key]) } : {}),
      set: (items: Record<string, unknown>) => Promise.resolve(void Object.assign(stored, structuredClone(items))),
    },
  },
}
vi.stubGlobal('chrome', api)
vi.stubGlobal('browser', api)
const { getSettings, setSettings } = await import('#settings/settings.ts')

beforeEach(() => {
  stored = {}
})

describe('settings', () => {
  it('are the defaults when nothing is stored', async () => {
    expect(await getSettings()).toEqual(defaultSettings)
    expect(SettingsSchema.safeParse(defaultSettings).success).toBe(true)
  })

  it('come back as they were stored', async () => {
    const settings = {
      ...defaultSettings,
      collectorUrl: 'http://127.0.0.1:4711',
      collectorToken: 'secret',
      licence: 'CC-BY-4.0',
    }
    await setSettings(settings)
    expect(await getSettings()).toEqual(settings)
  })

  it.each<[string, unknown]>([
    ['a text', 'broken'],
    ['null', null],
    ['a list', []],
  ])('are the defaults when %s is stored', async (_what, value) => {
    stored = { settings: value }
    expect(await getSettings()).toEqual(defaultSettings)
  })

  it('lose a field that no longer fits, and keep the others', async () => {
    stored = { settings: { collectorUrl: 'ftp://old.example', licence: 'CC0-1.0', gone: true } }
    expect(await getSettings()).toEqual({ ...defaultSettings, licence: 'CC0-1.0' })
  })

  it.each(['javascript:alert(1)', 'ftp://files.example', 'not an address', 'file:///etc/passwd'])(
    'refuse the collector address %s',
    async (collectorUrl) => {
      await expect(setSettings({ ...defaultSettings, collectorUrl })).rejects.toThrow('http or https')
      expect(stored).toEqual({})
    },
  )
})
