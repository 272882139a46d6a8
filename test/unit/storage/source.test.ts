import 'fake-indexeddb/auto'
import { inflateRawSync } from 'node:zlib'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { bundleExporter } from '#exporters/bundle.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { settleForLess } from '#storage/census.ts'
import { appendEntries } from '#storage/log.ts'
import { pictureIdOf } from '#storage/checking.ts'
import { captureBefore, storeCapture } from '#storage/pictures.ts'
import { storedSource } from '#storage/source.ts'
import { deleteTrajectory, listTrajectories, createTrajectory, updateHeader } from '#storage/trajectories.ts'
import { validateBundle } from '#trajectory/bundle/validate.ts'
import { layout } from '#trajectory/bundle/layout.ts'
import {
  click,
  collect,
  freshDatabase,
  gap,
  headerOf,
  observation,
  segment,
  shopId,
  shopSource,
  trajectoryId,
} from './browser-storage.ts'

let database: CairnDatabase
beforeEach(async () => {
  database = await freshDatabase()
})

const append = (...items: Exclude<Parameters<typeof appendEntries>[4], (n: number) => unknown>) =>
  appendEntries(database, trajectoryId, shopSource, shopId, items)
const picture = (text: string) => ({ blob: new Blob([text], { type: 'image/jpeg' }), width: 80, height: 60 })
const capture = (finishedAtMs: number, pictureId: string, tabId = 7) => ({
  trajectoryId,
  tabId,
  startedAtMs: finishedAtMs - 10,
  finishedAtMs,
  pictureId,
})

const shotOf = (pictureId: string) => ({
  file: layout.screenshot(pictureId, 'jpg'),
  width: 80,
  height: 60,
  ageMs: 10,
  stale: false,
})

describe('storedSource', () => {
  it('gives the log in time order', async () => {
    await append(gap(1, 300), gap(2, 100), gap(3, 200))
    const ids = (await collect((await storedSource(database, trajectoryId)).log())).map(({ id }) => id)
    expect(ids).toEqual([2, 3, 1].map((n) => `${shopId}:${n}`))
  })

  it('gives a log longer than it reads at a time', async () => {
    await append(...Array.from({ length: 450 }, (_, i) => gap(i + 1, i)))
    expect(await collect((await storedSource(database, trajectoryId)).log())).toHaveLength(450)
  })

  it('leaves what arrives later to the next export: log, steps and files speak of the same entries', async () => {
    await append(click(1, 100), segment(2, 150, ['{"a":1}']))
    const source = await storedSource(database, trajectoryId)
    await append(click(3, 50), segment(4, 250, ['{"b":2}']))
    expect((await collect(source.log())).map(({ id }) => id)).toEqual([`${shopId}:1`, `${shopId}:2`])
    expect(Buffer.concat(await collect(source.domBytes(shopId))).toString()).toBe('{"a":1}\n')
    const next = await storedSource(database, trajectoryId)
    expect(await collect(next.log())).toHaveLength(4)
  })

  it('tells each DOM segment where its lines begin, by number and not by time', async () => {
    await append(segment(1, 300, ['{"a":1}', '{"a":2}']), gap(2, 1), segment(3, 100, ['{"a":3}']))
    const entries = await collect((await storedSource(database, trajectoryId)).log())
    const places = entries.flatMap((entry) =>
      entry.kind === 'dom' ? [[entry.id, entry.file, entry.firstLine, entry.lines]] : [],
    )
    expect(places).toEqual([
      [`${shopId}:3`, layout.dom(shopId), 3, 1],
      [`${shopId}:1`, layout.dom(shopId), 1, 2],
    ])
  })

  it('hands out the DOM stream compressed as it is stored, readable by any inflater', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) =>
      JSON.stringify({ type: 3, timestamp: i, text: Math.sin(i).toString(36) }),
    )
    await append(segment(1, 100, lines.slice(0, 20_000)), segment(2, 200, lines.slice(20_000)))
    const source = await storedSource(database, trajectoryId)
    const deflated = Buffer.concat(await collect(source.domDeflated!(shopId)))
    const text = `${lines.join('\n')}\n`
    expect(inflateRawSync(deflated).toString()).toBe(text)
    expect(Buffer.concat(await collect(source.domBytes(shopId))).toString()).toBe(text)
    expect(await database.count('segments')).toBeGreaterThan(2)
  })

  it('gives only the pictures that an observation shows', async () => {
    const id = await pictureIdOf(new Blob(['seen']))
    const shot = shotOf(id)
    await storeCapture(database, capture(90, id), picture('seen'))
    await storeCapture(database, capture(95, 'unseen'), picture('unseen'))
    await append(observation(1, 100, shot), click(2, 100))
    const pictures = await collect((await storedSource(database, trajectoryId)).screenshots())
    expect(pictures.map(({ path }) => path)).toEqual([shot.file])
    expect(Buffer.concat(await collect(pictures[0]!.bytes)).toString()).toBe('seen')
  })

  it('says in plain words that a trajectory is gone', async () => {
    await expect(storedSource(database, 'nothing000000001')).rejects.toThrow('deleted')
  })

  it('is exported as a valid bundle while the recording goes on', async () => {
    const lines = [JSON.stringify({ type: 2, data: {}, timestamp: 1 })]
    await append(observation(1, 1_000_100), click(2, 1_000_100), segment(3, 1_000_150, lines))
    const source = await storedSource(database, trajectoryId)
    const exporting = new Response(bundleExporter.write(source) as ReadableStream<Uint8Array<ArrayBuffer>>).blob()
    await append(click(4, 1_000_200), segment(5, 1_000_250, lines))
    expect(await validateBundle(await exporting)).toEqual([])
  })
})

describe('a trajectory that the browser damaged', () => {
  const lines = ['{"type":4,"timestamp":1}', '{"type":2,"timestamp":2}']

  /** What comes out, as a bundle that must be valid. */
  async function exported() {
    const source = await storedSource(database, trajectoryId)
    const bundle = bundleExporter.write(source) as ReadableStream<Uint8Array<ArrayBuffer>>
    expect(await validateBundle(await new Response(bundle).blob())).toEqual([])
    const log = await collect(source.log())
    const told = log.flatMap((entry) =>
      entry.kind === 'gap' && entry.reason === 'storage-lost' ? [{ id: entry.id, count: entry.count }] : [],
    )
    return { source, log, told }
  }

  /** Changes one row behind the back of everything that checks. */
  async function change<T>(store: 'entries' | 'segments' | 'pictures', key: IDBValidKey, edit: (row: T) => void) {
    const row = (await database.get(store, key as never)) as T
    edit(row)
    await database.put(store, row as never, key as never)
  }

  beforeEach(async () => {
    const id = await pictureIdOf(new Blob(['seen']))
    await storeCapture(database, capture(1_000_090, id), picture('seen'))
    await append(
      segment(1, 1_000_050, lines),
      observation(2, 1_000_100, shotOf(id)),
      click(3, 1_000_100),
      segment(4, 1_000_150, lines.slice(1)),
      click(5, 1_000_200),
    )
  })

  it('not at all has no such gap', async () => {
    expect((await exported()).told).toEqual([])
  })

  it('in an entry has a gap in its place', async () => {
    await change<{ entry: { endAtMs: number } }>(
      'entries',
      [trajectoryId, shopId, 3],
      ({ entry }) => (entry.endAtMs += 1),
    )
    const { told, log } = await exported()
    expect(told).toEqual([{ id: `${shopId}:3`, count: undefined }])
    expect(log).toHaveLength(5)
  })

  it('by entries that are missing has a gap for each, and no hole', async () => {
    for (const n of [2, 3]) await database.delete('entries', [trajectoryId, shopId, n])
    const { told, log } = await exported()
    expect(told.map(({ id }) => id)).toEqual([`${shopId}:2`, `${shopId}:3`])
    expect(log.map(({ atMs }) => atMs)).toEqual([1_000_050, 1_000_050, 1_000_050, 1_000_150, 1_000_200])
  })

  it.each([
    [
      'changed',
      () => change<{ deflated: Uint8Array }>('segments', firstPart, ({ deflated }) => (deflated[3]! ^= 0xff)),
    ],
    ['of other text', () => change<{ crc32: number }>('segments', firstPart, (part) => (part.crc32 ^= 1))],
    ['gone', () => database.delete('segments', firstPart)],
  ])('by a part of the DOM stream that is %s keeps the places of the others', async (_what, damage) => {
    await damage()
    const { told, source, log } = await exported()
    expect(told).toEqual([{ id: 'storage:1', count: 2 }])
    const text = Buffer.concat(await collect(source.domBytes(shopId))).toString()
    expect(text.split('\n').slice(0, 2).join()).toMatch(/cairn\.lost.*cairn\.lost/)
    expect(text.split('\n')[2]).toBe(lines[1])
    expect(log.flatMap((entry) => (entry.kind === 'dom' ? [entry.firstLine] : []))).toEqual([1, 3])
  })

  it('by a picture that is another one has a gap beside the observation that showed it', async () => {
    const id = await pictureIdOf(new Blob(['seen']))
    await change<{ blob: Blob }>('pictures', [trajectoryId, id], (row) => (row.blob = new Blob(['other'])))
    const { told, log, source } = await exported()
    expect(told).toEqual([{ id: 'storage:1', count: 1 }])
    expect(log.find((entry) => entry.kind === 'observation')).toMatchObject({ screenshot: null })
    expect(await collect(source.screenshots())).toEqual([])
  })

  it('by a picture whose file is gone comes out all the same', async () => {
    const unreadable = vi
      .spyOn(Blob.prototype, 'arrayBuffer')
      .mockRejectedValueOnce(new DOMException('gone', 'NotReadableError'))
    expect((await exported()).told).toEqual([{ id: 'storage:1', count: 1 }])
    unreadable.mockRestore()
  })

  it('is made consistent again: its row, its sources, its end', async () => {
    await database.delete('trajectories', trajectoryId)
    for (const n of [4, 5]) await database.delete('entries', [trajectoryId, shopId, n])
    await database.put('sources', { ...shopSource, lastN: 1 }, [trajectoryId, shopId])
    await settleForLess(database, headerOf(trajectoryId), { lostEntries: true })
    expect(await database.get('trajectories', trajectoryId)).toMatchObject({
      entries: 3,
      pictures: 1,
      header: { status: 'interrupted', endedAtMs: 1_000_100 },
    })
    expect((await database.get('sources', [trajectoryId, shopId]))?.lastN).toBe(3)
    await append(click(4, 1_000_300))
    expect((await exported()).told).toEqual([])
  })
})

const firstPart: [string, string, number, number] = [trajectoryId, shopId, 1, 0]

describe('pictures', () => {
  it('are stored once however often they are taken, and counted once', async () => {
    await storeCapture(database, capture(100, 'same'), picture('0123456789'))
    await storeCapture(database, capture(200, 'same'), picture('0123456789'))
    expect(await database.count('pictures')).toBe(1)
    expect(await database.count('captures')).toBe(2)
    expect((await database.get('trajectories', trajectoryId))?.sizeBytes).toBe(10)
  })

  it('are found by the last capture of the tab that was finished by then', async () => {
    await storeCapture(database, capture(100, 'first'), picture('1'))
    await storeCapture(database, capture(200, 'second'), picture('2'))
    await storeCapture(database, capture(150, 'elsewhere', 8), picture('3'))
    const at = async (atMs: number) => (await captureBefore(database, trajectoryId, 7, atMs))?.capture.pictureId
    expect([await at(99), await at(100), await at(199), await at(200), await at(1e9)]).toEqual([
      undefined,
      'first',
      'first',
      'second',
      'second',
    ])
    expect(await captureBefore(database, trajectoryId, 9, 1e9)).toBeNull()
  })

  it('of a trajectory that was deleted meanwhile are not stored', async () => {
    await deleteTrajectory(database, trajectoryId)
    await storeCapture(database, capture(100, 'late'), picture('1'))
    expect([await database.count('pictures'), await database.count('captures')]).toEqual([0, 0])
  })
})

describe('trajectories', () => {
  it('are listed newest first', async () => {
    await createTrajectory(database, headerOf('older00000000001', { startedAtMs: 500_000 }))
    await createTrajectory(database, headerOf('newer00000000001', { startedAtMs: 2_000_000 }))
    expect((await listTrajectories(database)).map(({ id }) => id)).toEqual([
      'newer00000000001',
      trajectoryId,
      'older00000000001',
    ])
  })

  it('change in their header alone, and only where they exist', async () => {
    await append(click(1, 100))
    await updateHeader(database, trajectoryId, { status: 'complete', endedAtMs: 9 })
    await updateHeader(database, 'nothing000000001', { status: 'complete' })
    expect(await listTrajectories(database)).toMatchObject([
      { actions: 1, header: { status: 'complete', endedAtMs: 9, startedAtMs: 1_000_000 } },
    ])
  })

  it('leave nothing behind when they are deleted, and do not take a neighbour along', async () => {
    const neighbour = `${trajectoryId}x`
    await createTrajectory(database, headerOf(neighbour))
    for (const id of [trajectoryId, neighbour]) {
      await appendEntries(database, id, shopSource, shopId, [click(1, 100), segment(2, 150, ['{}'])])
      await storeCapture(database, { ...capture(100, 'p'), trajectoryId: id }, picture('1'))
      const writing = database.transaction('uploads', 'readwrite')
      await writing.store.put({ trajectoryId: id, state: 'waiting', attempts: 0, detail: '', nextAtMs: 0 }, id)
      await writing.done
    }
    await deleteTrajectory(database, trajectoryId)
    for (const store of database.objectStoreNames) {
      const keys = (await database.getAllKeys(store)).map((key) => (Array.isArray(key) ? key[0] : key))
      expect(
        keys.filter((key) => key === trajectoryId),
        store,
      ).toEqual([])
      if (store !== 'recording') expect(keys.filter((key) => key === neighbour).length, store).toBeGreaterThan(0)
    }
  })
})
