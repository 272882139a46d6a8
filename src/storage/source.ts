import { layout } from '#trajectory/bundle/layout.ts'
import { withCauses } from '#trajectory/cause.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { TrajectorySource } from '#trajectory/source.ts'
import type { CairnDatabase, EntryRow } from './database.ts'
import { deflateEnd } from './segment.ts'

/** Rows read per step: a transaction must not stay open while an export writes elsewhere. */
const pageRows = 200

/** A stored trajectory as exporters read it: row by row, in any state, also while it is being recorded. */
export async function storedSource(database: CairnDatabase, trajectoryId: string): Promise<TrajectorySource> {
  const row = await database.get('trajectories', trajectoryId)
  if (!row) throw new Error('this trajectory is not in the browser any more; it was deleted')
  // What arrives after this instant belongs to the next export: log, steps and files must speak of the same entries.
  const lastNs = new Map<string, number>()
  const all = IDBKeyRange.bound([trajectoryId], [trajectoryId, []])
  const sources = database.transaction('sources').store
  for (let cursor = await sources.openCursor(all); cursor; cursor = await cursor.continue())
    lastNs.set(cursor.key[1], cursor.value.lastN)
  const places = await domPlaces()

  /** First line of each DOM segment in its file: segments follow each other by number, not by time. */
  async function domPlaces(): Promise<Map<string, number>> {
    const places = new Map<string, number>()
    const index = database.transaction('entries').store.index('byKind')
    const range = IDBKeyRange.bound([trajectoryId, 'dom', -Infinity], [trajectoryId, 'dom', Infinity])
    const keys = await index.getAllKeys(range)
    keys.sort(([, aSource, aN], [, bSource, bN]) => (aSource < bSource ? -1 : aSource > bSource ? 1 : aN - bN))
    let line = 1
    let before = ''
    for (let from = 0; from < keys.length; from += pageRows) {
      const store = database.transaction('entries').store
      const rows = await Promise.all(keys.slice(from, from + pageRows).map((key) => store.get(key)))
      for (const row of rows) {
        if (row?.entry.kind !== 'dom' || row.n > (lastNs.get(row.sourceId) ?? 0)) continue
        if (row.sourceId !== before) line = 1
        before = row.sourceId
        places.set(row.entry.id, line)
        line += row.entry.lines
      }
    }
    return places
  }

  /** Where every entry stands, in time order: as many numbers, twice, as there are entries. */
  let order: Promise<{ sourceIds: string[]; sources: Uint32Array; ns: Uint32Array }> | undefined

  /** Keys first, and once: the index gives time order, and keys are small however long the log is. */
  async function readOrder(): Promise<{ sourceIds: string[]; sources: Uint32Array; ns: Uint32Array }> {
    const range = IDBKeyRange.bound([trajectoryId, -Infinity], [trajectoryId, Infinity])
    const keys = await database.transaction('entries').store.index('byTime').getAllKeys(range)
    const sourceIds = [...lastNs.keys()]
    const places = new Map(sourceIds.map((sourceId, place) => [sourceId, place]))
    const then = keys.filter(([, sourceId, n]) => n <= (lastNs.get(sourceId) ?? 0))
    return {
      sourceIds,
      sources: Uint32Array.from(then, ([, sourceId]) => places.get(sourceId) ?? 0),
      ns: Uint32Array.from(then, ([, , n]) => n),
    }
  }

  async function* storedLog(): AsyncGenerator<Entry> {
    const { sourceIds, sources, ns } = await (order ??= readOrder())
    for (let from = 0; from < ns.length; from += pageRows) {
      const store = database.transaction('entries').store
      const rows = await Promise.all(
        Array.from(ns.subarray(from, from + pageRows), (n, i) =>
          store.get([trajectoryId, sourceIds[sources[from + i] ?? 0] ?? '', n]),
        ),
      )
      for (const stored of rows) if (stored) yield toEntry(stored)
    }
  }

  /** Pictures that the log names, once it was read to its end. */
  let pictures: Set<string> | undefined

  async function* log(): AsyncGenerator<Entry> {
    const named = new Set<string>()
    for await (const entry of withCauses(storedLog())) {
      if (entry.kind === 'observation' && entry.screenshot) named.add(entry.screenshot.file)
      yield entry
    }
    pictures = named
  }

  function toEntry({ entry, sourceId }: EntryRow): Entry {
    if (entry.kind !== 'dom') return entry
    return { ...entry, file: layout.dom(sourceId), firstLine: places.get(entry.id) ?? 1 }
  }

  async function* domDeflated(sourceId: string): AsyncGenerator<Uint8Array> {
    const upper = [trajectoryId, sourceId, lastNs.get(sourceId) ?? 0, Infinity]
    let lower: unknown = [trajectoryId, sourceId, 0, 0]
    let open = false
    for (;;) {
      const range = IDBKeyRange.bound(lower, upper, open, false)
      const store = database.transaction('segments').store
      const [rows, keys] = await Promise.all([store.getAll(range, 20), store.getAllKeys(range, 20)])
      for (const { deflated } of rows) yield deflated
      if (rows.length < 20) break
      lower = keys.at(-1)
      open = true
    }
    yield deflateEnd
  }

  return {
    header: () =>
      Promise.resolve({
        ...row.header,
        agents: [],
        policies: [],
        counts: { entries: {}, actions: {} },
        redaction: {},
        coverage: {},
        outcome: null,
      }),
    log,
    domSourceIds: () =>
      Promise.resolve([...new Set([...places.keys()].map((id) => id.slice(0, id.lastIndexOf(':'))))].sort()),
    domDeflated,
    domBytes: (sourceId) => inflate(domDeflated(sourceId)),
    async *screenshots() {
      const keys = await database.getAllKeys('pictures', all)
      const unread = pictures ? null : log()
      while (unread && !(await unread.next()).done) continue
      for (const key of keys) {
        const path = layout.screenshot(key[1], 'jpg')
        // Pictures taken but never referred to (nothing happened after them) are not part of the trajectory.
        if (pictures?.has(path) !== true) continue
        const picture = await database.get('pictures', key)
        if (picture) yield { path, bytes: bytesOf(picture.blob) }
      }
    },
  }
}

async function* bytesOf(blob: Blob): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(await blob.arrayBuffer())
}

async function* inflate(deflated: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream('deflate-raw')
  const writer = stream.writable.getWriter()
  const fed = (async () => {
    for await (const chunk of deflated) await writer.write(chunk as Uint8Array<ArrayBuffer>)
    await writer.close()
  })()
  // The reader below fails with the same error; without this it would also count as unhandled.
  fed.catch(() => undefined)
  const reader = stream.readable.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  await fed
}
