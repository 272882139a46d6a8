import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { CairnDatabase, RecordingRow } from '#storage/database.ts'
import { appendEntries, entriesOfKind } from '#storage/log.ts'
import { freshDatabase, gap, shopId, shopSource, trajectoryId } from '../storage/browser-storage.ts'
import { contextOf, stubExtension } from './content-script.ts'

stubExtension()
const kept = new Map<string, unknown>()
let tellInstalled: (details: { reason: string }) => void = () => undefined
let tellStartup: () => void = () => undefined
/** The documents that are open now. */
let open: string[] = []
const api = {
  ...(globalThis as unknown as { browser: object }).browser,
  runtime: {
    id: 'cairn',
    onStartup: { addListener: (listener: typeof tellStartup) => (tellStartup = listener) },
    onInstalled: { addListener: (listener: typeof tellInstalled) => (tellInstalled = listener) },
  },
  storage: {
    local: { get: () => Promise.resolve({}), set: () => Promise.resolve(), remove: () => Promise.resolve() },
    session: {
      get: (key: string) => Promise.resolve({ [key]: kept.get(key) }),
      set: (items: object) => {
        for (const [key, value] of Object.entries(items)) kept.set(key, value)
        return Promise.resolve()
      },
    },
  },
  action: {
    setBadgeText: () => Promise.resolve(),
    setBadgeBackgroundColor: () => Promise.resolve(),
    setTitle: () => Promise.resolve(),
  },
  tabs: { query: () => Promise.resolve([{ id: 7 }]) },
  webNavigation: { getAllFrames: () => Promise.resolve(open.map((documentId) => ({ documentId }))) },
}
vi.stubGlobal('chrome', api)
vi.stubGlobal('browser', api)
const { createBeginning } = await import('#background/beginning.ts')

let database: CairnDatabase
const live: RecordingRow = { trajectoryId, phase: 'recording', driver: null, messages: false }

beforeEach(async () => {
  kept.clear()
  open = ['D0']
  database = await freshDatabase()
  await appendEntries(database, trajectoryId, shopSource, shopId, [gap(1, 1_000_500)])
})

async function begin(reason: 'browser' | 'install' | 'update'): Promise<boolean> {
  const { decide } = createBeginning(contextOf(() => Promise.resolve(database)))
  if (reason === 'browser') tellStartup()
  else tellInstalled({ reason })
  return decide()
}

const status = async () => (await database.get('trajectories', trajectoryId))?.header.status
const interruptions = async () =>
  (await entriesOfKind(database, trajectoryId, 'gap')).filter(
    (entry) => entry.kind === 'gap' && entry.reason === 'interrupted',
  )

describe('the beginning of a life of the extension', () => {
  it('lets a recording go on after an update, with a gap, while a page of it is open', async () => {
    await database.put('recording', live, 'live')
    expect(await begin('update')).toBe(true)
    expect(await status()).toBe('recording')
    expect(await interruptions()).toMatchObject([{ atMs: 1_000_500, endAtMs: expect.any(Number) as number }])
    // A worker that dies before it has taken the recording up does so when it comes back.
    expect(await begin('update')).toBe(true)
    expect(await interruptions()).toHaveLength(1)
  })

  it.each(['browser', 'install'] as const)('closes it once when it began by: %s', async (reason) => {
    await database.put('recording', live, 'live')
    expect(await begin(reason)).toBe(false)
    expect([await status(), await database.get('recording', 'live')]).toEqual(['interrupted', undefined])
    expect(await interruptions()).toHaveLength(1)
  })

  it('closes it when the browser was restarted for the update: none of its pages is there', async () => {
    await database.put('recording', live, 'live')
    open = ['D1']
    expect(await begin('update')).toBe(false)
    expect(await status()).toBe('interrupted')
  })

  it('closes one that was being stopped, and leaves one that was complete already as it is', async () => {
    await database.put('recording', { ...live, phase: 'stopping' }, 'live')
    expect(await begin('update')).toBe(false)
    expect(await status()).toBe('interrupted')
    kept.clear()
    const row = (await database.get('trajectories', trajectoryId))!
    await database.put('trajectories', { ...row, header: { ...row.header, status: 'complete' } }, trajectoryId)
    await database.put('recording', { ...live, phase: 'stopping' }, 'live')
    await begin('browser')
    expect([await status(), await database.get('recording', 'live')]).toEqual(['complete', undefined])
  })

  it('closes a trajectory that says it is being recorded while nobody does', async () => {
    expect(await begin('browser')).toBe(false)
    expect(await status()).toBe('interrupted')
    expect((await database.get('trajectories', trajectoryId))?.header.endedAtMs).toBe(1_000_500)
  })

  it('closes a paused one at the time when it was paused', async () => {
    await database.put(
      'recording',
      { ...live, phase: 'paused', pause: { reason: 'pause', sinceMs: 1_000_900 } },
      'live',
    )
    await begin('browser')
    expect((await database.get('trajectories', trajectoryId))?.header.endedAtMs).toBe(1_000_900)
  })
})
