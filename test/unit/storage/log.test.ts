import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CairnDatabase } from '#storage/database.ts'
import {
  agentActionsByTab,
  appendEntries,
  appendOwn,
  backgroundSourceId,
  entriesAfter,
  getSource,
  pageOfKind,
  storedThrough,
  type StorableEntry,
  type Unnumbered,
} from '#storage/log.ts'
import { deleteTrajectory } from '#storage/trajectories.ts'
import { click, freshDatabase, gap, segment, shopId, shopSource, trajectoryId } from './browser-storage.ts'

let database: CairnDatabase
beforeEach(async () => {
  database = await freshDatabase()
})

const append = (items: Parameters<typeof appendEntries>[4], sourceId = shopId) =>
  appendEntries(database, trajectoryId, shopSource, sourceId, items)
const rowOf = () => database.get('trajectories', trajectoryId)
const own: Unnumbered = {
  kind: 'gap',
  atMs: 5,
  tabId: null,
  frameId: null,
  documentId: null,
  origin: null,
  provenance: 'observed',
  reason: 'interrupted',
  detail: 'x',
  url: null,
}

describe('appendEntries', () => {
  it('stores entries and knows how far their source has come', async () => {
    expect(await append([click(1, 100), gap(2, 200)])).toBe(true)
    expect(await database.count('entries')).toBe(2)
    expect(await getSource(database, trajectoryId, shopId)).toMatchObject({ lastN: 2, origin: 'https://shop.example' })
    expect(await rowOf()).toMatchObject({ actions: 1, gaps: 1, lastGap: 'gap 2' })
  })

  it('changes nothing when a batch comes twice: neither entries nor counts nor sizes', async () => {
    const batch = [click(1, 100), gap(2, 200), segment(3, 300, ['{"type":2}'])]
    await append(batch)
    const before = [await rowOf(), await database.getAll('entries'), await database.getAll('segments')]
    await append(batch)
    await append(batch.slice(1))
    expect([await rowOf(), await database.getAll('entries'), await database.getAll('segments')]).toEqual(before)
  })

  it('gives exactly the sequence, however batches overlap and repeat', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 12 }), async (ranges) => {
        database = await freshDatabase()
        let highest = 0
        for (const [from, length] of [...ranges, [0, 9] as const]) {
          const first = Math.min(from, highest) + 1
          const numbers = Array.from({ length: length + 1 }, (_, i) => first + i)
          await append(numbers.map((n) => click(n, n * 10)))
          highest = Math.max(highest, ...numbers)
        }
        const keys = await database.getAllKeys('entries')
        expect(keys.map(([, , n]) => n)).toEqual(Array.from({ length: highest }, (_, i) => i + 1))
        expect((await rowOf())?.actions).toBe(highest)
        expect((await getSource(database, trajectoryId, shopId))?.lastN).toBe(highest)
      }),
      { numRuns: 30 },
    )
  })

  it('leaves out what a page did after the recording was over, and takes what it had not sent by then', async () => {
    await append([click(1, 100)])
    const row = (await rowOf())!
    await database.put(
      'trajectories',
      { ...row, header: { ...row.header, status: 'complete', endedAtMs: 250 } },
      trajectoryId,
    )
    expect(await append([click(2, 200), gap(3, 260), gap(4, 270)])).toBe(true)
    expect((await database.getAllKeys('entries')).map(([, , n]) => n)).toEqual([1, 2])
    expect(await getSource(database, trajectoryId, shopId)).toMatchObject({ lastN: 2 })
  })

  it('stores all of a batch or nothing', async () => {
    const broken = { ...gap(2, 200) }
    // Functions cannot be stored: the second row fails.
    Object.assign(broken.entry, { detail: () => undefined })
    await expect(append([gap(1, 100), broken])).rejects.toThrow()
    expect(await database.count('entries')).toBe(0)
    expect(await getSource(database, trajectoryId, shopId)).toBeUndefined()
  })

  it('says no when the trajectory is gone, and leaves nothing behind', async () => {
    await deleteTrajectory(database, trajectoryId)
    expect(await append([click(1, 100), segment(2, 200, ['{}'])])).toBe(false)
    for (const store of ['entries', 'segments', 'sources', 'tabs'] as const) expect(await database.count(store)).toBe(0)
  })

  it('keeps sources apart', async () => {
    await append([gap(1, 1)])
    await append([gap(1, 2, 'frame00000000002')], 'frame00000000002')
    expect(await database.count('entries')).toBe(2)
  })

  it('keeps the last judgement for the list', async () => {
    for (const success of [false, true] as const) {
      await appendOwn(database, trajectoryId, {
        ...own,
        kind: 'outcome',
        success,
        score: null,
        by: 'human',
        text: null,
      } as unknown as Unnumbered)
    }
    expect((await rowOf())?.outcome).toEqual({ success: true, score: null, by: 'human', text: null })
  })
})

describe('appendOwn', () => {
  it('numbers without holes and gives no number twice, however many write at once', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => appendOwn(database, trajectoryId, own)))
    expect(new Set(ids).size).toBe(50)
    expect([...ids].sort((a, b) => Number(a?.split(':')[1]) - Number(b?.split(':')[1]))).toEqual(
      Array.from({ length: 50 }, (_, i) => `${backgroundSourceId}:${i + 1}`),
    )
    expect(await database.count('entries')).toBe(50)
  })

  it('goes on where an earlier worker stopped', async () => {
    await appendOwn(database, trajectoryId, own)
    expect(await appendOwn(database, trajectoryId, own)).toBe(`${backgroundSourceId}:2`)
  })

  it('gives no id when the trajectory is gone', async () => {
    await deleteTrajectory(database, trajectoryId)
    expect(await appendOwn(database, trajectoryId, own)).toBeNull()
  })
})

describe('what agents did last', () => {
  it('is remembered by tab in time order, without the way of the pointer, and not without end', async () => {
    await append([click(1, 300, { actor: 'agent' }), click(2, 100, { actor: 'agent' }), click(3, 400), gap(4, 500)])
    const wander = click(5, 600, { actor: 'agent' })
    const path = { name: 'pointer_path', args: { points: [] } }
    await append([{ entry: { ...wander.entry, ...path } } as StorableEntry])
    expect(await agentActionsByTab(database, trajectoryId)).toEqual([
      {
        tabId: 7,
        actions: [
          { id: `${shopId}:2`, atMs: 100 },
          { id: `${shopId}:1`, atMs: 300 },
        ],
      },
    ])
    await append(Array.from({ length: 20 }, (_, i) => click(10 + i, 1000 + i, { actor: 'agent' })))
    const [tab] = await agentActionsByTab(database, trajectoryId)
    expect(tab?.actions).toHaveLength(8)
    expect(tab?.actions.at(-1)?.id).toBe(`${shopId}:29`)
  })

  it('is nothing where only people acted', async () => {
    await append([click(1, 100)])
    expect(await agentActionsByTab(database, trajectoryId)).toEqual([])
    expect(await agentActionsByTab(database, 'another000000001')).toEqual([])
  })
})

describe('a log that is followed', () => {
  it('is read by kind in pages that leave nothing out, also when one instant holds more than a page', async () => {
    const sameInstant = Array.from({ length: 9 }, (_, i) => gap(i + 1, 100))
    await append([...sameInstant, gap(10, 200), click(11, 150), gap(12, 300)])
    const ids = new Set<string>()
    for (let fromMs: number | null = -Infinity; fromMs !== null;) {
      const page = await pageOfKind(database, trajectoryId, { kind: 'gap', fromMs, limit: 3 })
      for (const { id } of page.entries) ids.add(id)
      fromMs = page.nextMs
    }
    expect([...ids]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12].map((n) => `${shopId}:${n}`))
  })

  it('says how far each source has come, and gives what came after', async () => {
    await append([gap(1, 100), gap(2, 200), gap(3, 300)])
    await appendOwn(database, trajectoryId, { ...own })
    expect(await storedThrough(database, trajectoryId)).toEqual({ [shopId]: 3, [backgroundSourceId]: 1 })
    const rows = await entriesAfter(database, trajectoryId, { sourceId: shopId, afterN: 1, limit: 10 })
    expect(rows.map(({ n }) => n)).toEqual([2, 3])
  })
})

describe('the last action of a tab', () => {
  it('is remembered for what follows from it, and an older one does not replace it', async () => {
    await append([click(1, 500)])
    await append([click(2, 100), click(3, 900, { tabId: null })])
    expect((await database.get('tabs', [trajectoryId, 7]))?.lastAction).toMatchObject({ id: `${shopId}:1` })
  })
})
