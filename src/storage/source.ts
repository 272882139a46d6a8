import { layout } from '#trajectory/bundle/layout.ts'
import { withCauses } from '#trajectory/cause.ts'
import type { Entry } from '#trajectory/entry.ts'
import { toEntryId } from '#trajectory/entry-id.ts'
import type { Gap } from '#trajectory/gap.ts'
import type { TrajectorySource } from '#trajectory/source.ts'
import { isPictureWhole, isSegmentWhole, isWhole, readEach } from './checking.ts'
import type { CairnDatabase, EntryRow, SegmentRow } from './database.ts'
import { deflateEnd, deflateSegment } from './segment.ts'

/** Rows read per step: a transaction must not stay open while an export writes elsewhere. */
const pageRows = 200
/** DOM segments read per step; each may be several rows. */
const pageSegments = 8

/** Entries that only an export writes, about what it found broken. */
const exportSourceId = 'storage'

/** Where an entry stands; `atMs` is that of its index. */
interface Place {
  sourceId: string
  n: number
  atMs: number
}

/** A DOM segment in the file of its source. */
interface SegmentPlace {
  n: number
  firstLine: number
  lines: number
  atMs: number
  isWhole: boolean
}

/**
 * A stored trajectory as exporters read it: row by row, in any state, also while it is being recorded. What cannot be read,
 * or is not what was stored, becomes a gap, and the rest comes out.
 */
export async function storedSource(database: CairnDatabase, trajectoryId: string): Promise<TrajectorySource> {
  const row = await database.get('trajectories', trajectoryId)
  if (!row) throw new Error('this trajectory is not in the browser any more; it was deleted')
  // What arrives after this instant belongs to the next export: log, steps and files must speak of the same entries.
  const lastNs = new Map<string, number>()
  const all = IDBKeyRange.bound([trajectoryId], [trajectoryId, []])
  const sources = database.transaction('sources').store
  for (let cursor = await sources.openCursor(all); cursor; cursor = await cursor.continue())
    lastNs.set(cursor.key[1], cursor.value.lastN)
  const segments = await domSegments()
  const brokenPictures = await findBrokenPictures()

  /** DOM segments of each source: in their file they follow each other by number, not by time. */
  async function domSegments(): Promise<Map<string, Map<number, SegmentPlace>>> {
    const range = IDBKeyRange.bound([trajectoryId, 'dom', -Infinity], [trajectoryId, 'dom', Infinity])
    const numbers = new Map<string, number[]>()
    for (const [, sourceId, n] of await database.getAllKeysFromIndex('entries', 'byKind', range)) {
      if (n > (lastNs.get(sourceId) ?? 0)) continue
      const known = numbers.get(sourceId)
      if (known) known.push(n)
      else numbers.set(sourceId, [n])
    }
    const found = new Map<string, Map<number, SegmentPlace>>()
    for (const [sourceId, ns] of numbers) {
      const places = new Map<number, SegmentPlace>()
      let firstLine = 1
      for (const page of pagesOf(
        ns.sort((a, b) => a - b),
        pageSegments,
      )) {
        const keys = page.map((n): [string, string, number] => [trajectoryId, sourceId, n])
        const [rows, parts] = await Promise.all([readEach(database, 'entries', keys), partsOf(sourceId, page)])
        for (const [i, n] of page.entries()) {
          const stored = rows[i]
          // Without its entry nobody knows how many lines it has: the log says that it is gone.
          if (stored?.entry.kind !== 'dom' || !isWhole(stored)) continue
          const { lines, endAtMs } = stored.entry
          const whole = isSegmentWhole(stored.entry, parts.get(n) ?? [])
          places.set(n, { n, firstLine, lines, atMs: endAtMs, isWhole: whole })
          firstLine += lines
        }
      }
      if (places.size > 0) found.set(sourceId, places)
    }
    return found
  }

  async function partsOf(sourceId: string, ns: readonly number[]): Promise<Map<number, (SegmentRow | null)[]>> {
    const range = IDBKeyRange.bound([trajectoryId, sourceId, ns[0], 0], [trajectoryId, sourceId, ns.at(-1), Infinity])
    const keys = await database.getAllKeys('segments', range)
    const rows = await readEach(database, 'segments', keys)
    const parts = new Map<number, (SegmentRow | null)[]>()
    for (const [i, [, , n]] of keys.entries()) {
      const list = parts.get(n)
      if (list) list.push(rows[i] ?? null)
      else parts.set(n, [rows[i] ?? null])
    }
    return parts
  }

  async function findBrokenPictures(): Promise<Set<string>> {
    const broken = new Set<string>()
    for (const key of await database.getAllKeys('pictures', all)) {
      const [picture] = await readEach(database, 'pictures', [key])
      if (!picture || !(await isPictureWhole(picture.blob, key[1]))) broken.add(layout.screenshot(key[1], 'jpg'))
    }
    return broken
  }

  /** Every entry there is or should be, in time order. */
  async function logPlaces(): Promise<Place[]> {
    const places: Place[] = []
    const range = IDBKeyRange.bound([trajectoryId, -Infinity], [trajectoryId, Infinity])
    // Keys first: the index gives time order, and keys are small however long the log is.
    const index = database.transaction('entries').store.index('byTime')
    for (let cursor = await index.openKeyCursor(range); cursor; cursor = await cursor.continue()) {
      const [, sourceId, n] = cursor.primaryKey
      if (n <= (lastNs.get(sourceId) ?? 0)) places.push({ sourceId, n, atMs: cursor.key[1] })
    }
    const expected = [...lastNs.values()].reduce((sum, lastN) => sum + lastN, 0)
    return places.length === expected ? places : withMissing(places, lastNs, row?.header.startedAtMs ?? 0)
  }

  async function* storedLog(): AsyncGenerator<Entry> {
    let lastOwnN = 0
    const toldPictures = new Set<string>()
    const lost = (at: Pick<Gap, 'id' | 'atMs'> & Partial<Gap>, detail: string): Gap => ({
      ...{ tabId: null, frameId: null, documentId: null, origin: null, provenance: 'observed', url: null },
      ...at,
      ...{ kind: 'gap', reason: 'storage-lost', detail },
    })
    const beside = ({ atMs, tabId, frameId }: Entry, detail: string, count: number): Gap =>
      lost({ id: toEntryId(exportSourceId, ++lastOwnN), atMs, tabId, frameId, count }, detail)

    for (const page of pagesOf(await logPlaces(), pageRows)) {
      const keys = page.map(({ sourceId, n }): [string, string, number] => [trajectoryId, sourceId, n])
      const rows = await readEach(database, 'entries', keys)
      for (const [i, { sourceId, n, atMs }] of page.entries()) {
        const stored = rows[i]
        if (!stored || !isWhole(stored)) {
          yield lost({ id: toEntryId(sourceId, n), atMs }, 'an entry that was stored could not be read any more')
          continue
        }
        const entry = toEntry(stored)
        if (entry.kind === 'dom' && segments.get(sourceId)?.get(n)?.isWhole === false) {
          yield entry
          yield beside(entry, 'a part of the DOM stream that was stored could not be read any more', entry.lines)
        } else if (entry.kind === 'observation' && entry.screenshot && brokenPictures.has(entry.screenshot.file)) {
          yield { ...entry, screenshot: null }
          if (!toldPictures.has(entry.screenshot.file))
            yield beside(entry, 'a picture that was stored could not be read any more', 1)
          toldPictures.add(entry.screenshot.file)
        } else yield entry
      }
    }
  }

  const log = (): AsyncGenerator<Entry> => withCauses(storedLog())

  function toEntry({ entry, sourceId, n }: EntryRow): Entry {
    if (entry.kind !== 'dom') return entry
    const firstLine = segments.get(sourceId)?.get(n)?.firstLine ?? 1
    return { ...entry, file: layout.dom(sourceId), firstLine }
  }

  async function* domDeflated(sourceId: string): AsyncGenerator<Uint8Array> {
    for (const page of pagesOf([...(segments.get(sourceId)?.values() ?? [])], pageSegments)) {
      const parts = await partsOf(
        sourceId,
        page.map(({ n }) => n),
      )
      for (const place of page)
        for (const part of place.isWhole ? (parts.get(place.n) ?? []) : deflateSegment(placeholders(place)))
          if (part) yield part.deflated
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
    domSourceIds: () => Promise.resolve([...segments.keys()].sort()),
    domDeflated,
    domBytes: (sourceId) => inflate(domDeflated(sourceId)),
    async *screenshots() {
      const keys = await database.getAllKeys('pictures', all)
      const named = new Set<string>()
      for await (const entry of log())
        if (entry.kind === 'observation' && entry.screenshot) named.add(entry.screenshot.file)
      for (const key of keys) {
        const path = layout.screenshot(key[1], 'jpg')
        // Pictures taken but never referred to (nothing happened after them) are not part of the trajectory.
        if (!named.has(path)) continue
        const picture = await database.get('pictures', key)
        if (picture) yield { path, bytes: bytesOf(picture.blob) }
      }
    },
  }
}

/** As many events as there were: places in the stream are counted. */
function placeholders({ lines, atMs }: SegmentPlace): string {
  return `${JSON.stringify({ type: 5, data: { tag: 'cairn.lost', payload: {} }, timestamp: atMs })}\n`.repeat(lines)
}

/** Puts a place where a number of a source is missing, at the time of the entry before it. */
function withMissing(places: readonly Place[], lastNs: ReadonlyMap<string, number>, startedAtMs: number): Place[] {
  const bySource = new Map<string, Map<number, number>>()
  for (const { sourceId, n, atMs } of places) {
    const times = bySource.get(sourceId) ?? new Map<number, number>()
    bySource.set(sourceId, times.set(n, atMs))
  }
  const missing: Place[] = []
  for (const [sourceId, lastN] of lastNs) {
    let atMs = startedAtMs
    for (let n = 1; n <= lastN; n++) {
      const found = bySource.get(sourceId)?.get(n)
      if (found === undefined) missing.push({ sourceId, n, atMs })
      else atMs = found
    }
  }
  return [...places, ...missing].sort((a, b) => a.atMs - b.atMs)
}

function* pagesOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
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
