import type { CairnDatabase } from './database.ts'

/** Where an entry stands. */
export interface Place {
  sourceId: string
  n: number
}

/** Every entry there is or should be, in time order, held as two numbers an entry, however long the log is. */
export interface Order {
  /** Pages of so many, the last one shorter. */
  pages: (size: number) => Generator<Place[]>
}

/**
 * Reads the order in which entries of each source, up to its last number, were stored. A number that is missing stands
 * behind the one before it, at its time.
 */
export async function readOrder(
  database: CairnDatabase,
  trajectoryId: string,
  lastNs: ReadonlyMap<string, number>,
): Promise<Order> {
  // The index gives time order, and keys are small.
  const range = IDBKeyRange.bound([trajectoryId, -Infinity], [trajectoryId, Infinity])
  const keys = await database.transaction('entries').store.index('byTime').getAllKeys(range)
  const sourceIds = [...lastNs.keys()]
  const indexes = new Map(sourceIds.map((sourceId, index) => [sourceId, index]))
  const there = keys.filter(([, sourceId, n]) => n <= (lastNs.get(sourceId) ?? 0))
  const expected = [...lastNs.values()].reduce((sum, lastN) => sum + lastN, 0)
  const places = there.length === expected ? there : withMissing(there, trajectoryId, lastNs)
  const sources = Uint32Array.from(places, ([, sourceId]) => indexes.get(sourceId) ?? 0)
  const ns = Uint32Array.from(places, ([, , n]) => n)

  return {
    *pages(size) {
      for (let from = 0; from < ns.length; from += size)
        yield Array.from(ns.subarray(from, from + size), (n, i) => ({
          sourceId: sourceIds[sources[from + i] ?? 0] ?? '',
          n,
        }))
    },
  }
}

type EntryKey = [trajectoryId: string, sourceId: string, n: number]

/** Puts each missing number of a source behind the one before it; what has none before it comes first. */
function withMissing(keys: readonly EntryKey[], trajectoryId: string, lastNs: ReadonlyMap<string, number>): EntryKey[] {
  const there = new Set(keys.map(([, sourceId, n]) => `${sourceId}:${n}`))
  const followers = new Map<string, EntryKey[]>()
  for (const [sourceId, lastN] of lastNs) {
    let before = ''
    for (let n = 1; n <= lastN; n++) {
      const place = `${sourceId}:${n}`
      if (there.has(place)) {
        before = place
        continue
      }
      const behind = followers.get(before) ?? []
      followers.set(before, behind)
      behind.push([trajectoryId, sourceId, n])
    }
  }
  return [
    ...(followers.get('') ?? []),
    ...keys.flatMap((key): EntryKey[] => [key, ...(followers.get(`${key[1]}:${key[2]}`) ?? [])]),
  ]
}
