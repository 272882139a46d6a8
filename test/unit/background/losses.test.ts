import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { appendEntries } from '#storage/log.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { updateHeader } from '#storage/trajectories.ts'
import { click, freshDatabase, gap, segment, shopId, shopSource, trajectoryId } from '../storage/browser-storage.ts'
import { contextOf } from './content-script.ts'

const areas = { local: new Map<string, unknown>(), session: new Map<string, unknown>() }
const areaOf = (values: Map<string, unknown>) => ({
  get: (key: string | null) =>
    Promise.resolve(
      structuredClone(Object.fromEntries([...values].filter(([name]) => key === null || name === key))) as object,
    ),
  set: (changes: object) => {
    for (const [key, value] of Object.entries(changes)) values.set(key, structuredClone(value))
    return Promise.resolve()
  },
  remove: (keys: string | string[]) => {
    for (const key of [keys].flat()) values.delete(key)
    return Promise.resolve()
  },
})
const api = {
  runtime: { id: 'cairn', getURL: (path: string) => `chrome-extension://cairn/${path}` },
  storage: { local: areaOf(areas.local), session: areaOf(areas.session) },
  scripting: { getRegisteredContentScripts: () => Promise.resolve([]), unregisterContentScripts: vi.fn() },
}
vi.stubGlobal('browser', api)
vi.stubGlobal('chrome', api)
const ledger = await import('#background/ledger.ts')
const { lookForLosses, lookOnceForLosses } = await import('#background/losses.ts')
const { liveRecording, setLive } = await import('#background/recording.ts')

let database: CairnDatabase
const parts = {
  ports: { stopAll: vi.fn(() => Promise.resolve()) } as never,
  requests: { stop: vi.fn() } as never,
}
const look = () =>
  lookForLosses(
    contextOf(() => Promise.resolve(database)),
    parts,
  )
const append = (...items: Exclude<Parameters<typeof appendEntries>[4], (n: number) => unknown>) =>
  appendEntries(database, trajectoryId, shopSource, shopId, items)

beforeEach(async () => {
  areas.local.clear()
  areas.session.clear()
  database = await freshDatabase()
  await append(click(1, 1_000_100), segment(2, 1_000_150, ['{}']), click(3, 1_000_200), gap(4, 1_000_300))
  await updateHeader(database, trajectoryId, { status: 'complete', endedAtMs: 1_000_400 })
  await ledger.note(database, trajectoryId)
})

describe('the ledger', () => {
  it('agrees with a database that lost nothing, and with one that got more since', async () => {
    await look()
    await append(click(5, 1_000_500))
    await look()
    expect(await ledger.readLosses()).toEqual([])
  })

  it('notes what is stored, not what was sent', async () => {
    expect(await ledger.readLedger()).toMatchObject([{ header: { id: trajectoryId }, entries: 4, pictures: 0 }])
  })

  it('misses nothing that was deleted, also when a note was under way', async () => {
    await Promise.all([ledger.note(database, trajectoryId), ledger.deleteNoted(database, trajectoryId)])
    await look()
    expect([await ledger.readLedger(), await ledger.readLosses()]).toEqual([[], []])
    expect([...areas.local.keys()]).toEqual([])
  })

  it('tells what is gone altogether, with where it can be had again, until it is dismissed', async () => {
    await ledger.noteSaved(trajectoryId, { path: '/downloads/cairn/x.cairn.zip' })
    await ledger.noteUploaded(trajectoryId, 'https://collector.example')
    for (const name of database.objectStoreNames) await database.clear(name)
    await look()
    await look()
    expect(await ledger.readLosses()).toEqual([
      {
        trajectoryId,
        instruction: 'Buy oat milk',
        startedAtMs: 1_000_000,
        stored: { entries: 4, pictures: 0 },
        left: { entries: 0, pictures: 0 },
        recording: false,
        savedTo: '/downloads/cairn/x.cairn.zip',
        uploadedTo: 'https://collector.example',
      },
    ])
    await ledger.dismissLoss(trajectoryId)
    await look()
    expect(await ledger.readLosses()).toEqual([])
  })

  it('puts a gap into what came back shorter, and tells it once', async () => {
    for (const n of [3, 4]) await database.delete('entries', [trajectoryId, shopId, n])
    await look()
    expect(await ledger.readLosses()).toMatchObject([{ stored: { entries: 4 }, left: { entries: 2 } }])
    const gaps = (await database.getAll('entries')).filter(
      ({ kind, sourceId }) => kind === 'gap' && sourceId !== shopId,
    )
    expect(gaps.map(({ entry }) => entry)).toMatchObject([{ reason: 'storage-lost', count: 2 }])
    expect((await database.get('trajectories', trajectoryId))?.header.status).toBe('interrupted')
    await ledger.dismissLoss(trajectoryId)
    await look()
    expect(await ledger.readLosses()).toEqual([])
    expect(await database.count('entries')).toBe(3)
  })

  it('has a trajectory back whose row alone is gone', async () => {
    await database.delete('trajectories', trajectoryId)
    await look()
    expect(await database.get('trajectories', trajectoryId)).toMatchObject({
      header: { task: { instruction: 'Buy oat milk' }, status: 'interrupted' },
    })
  })

  it('ends a recording that was emptied', async () => {
    await setLive(database, { trajectoryId, phase: 'recording', driver: null, messages: false })
    await updateHeader(database, trajectoryId, { status: 'recording', endedAtMs: null })
    await ledger.note(database, trajectoryId)
    for (const name of ['trajectories', 'entries', 'sources', 'segments'] as const) await database.clear(name)
    await look()
    expect(await liveRecording(database)).toBeNull()
    expect(await ledger.readLosses()).toMatchObject([{ recording: true }])
  })

  it('is held against the database once in every start', async () => {
    const once = () =>
      lookOnceForLosses(
        contextOf(() => Promise.resolve(database)),
        parts,
      )
    await once()
    await database.clear('entries')
    await once()
    expect(await ledger.readLosses()).toEqual([])
    areas.session.clear()
    await once()
    expect(await ledger.readLosses()).toHaveLength(1)
  })
})

describe('what is to be saved', () => {
  it('stays on the list when it was asked for again meanwhile', async () => {
    await ledger.askToSave(trajectoryId)
    const [[id, mark] = ['', '']] = await ledger.readToSave()
    await ledger.askToSave(trajectoryId)
    await ledger.doneSaving(id, mark)
    const [[, again] = ['', '']] = await ledger.readToSave()
    expect(again).not.toBe(mark)
    await ledger.doneSaving(trajectoryId, again)
    expect(await ledger.readToSave()).toEqual(new Map())
  })
})
