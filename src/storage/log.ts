import CRC32 from 'crc-32'
import { canCause } from '#trajectory/cause.ts'
import type { Entry } from '#trajectory/entry.ts'
import { fromEntryId, toEntryId } from '#trajectory/entry-id.ts'
import type { Observation } from '#trajectory/observation.ts'
import {
  emptyTab,
  strict,
  type CairnDatabase,
  type EntryRow,
  type SegmentRow,
  type SourceRow,
  type StoredDom,
} from './database.ts'

/** An entry ready to be stored; a DOM segment brings its compressed parts, or some of them. */
export type StorableEntry = { entry: Exclude<Entry, { kind: 'dom' }> } | StorableSegment

interface StorableSegment {
  entry: StoredDom
  parts: SegmentRow[]
  /** Of a segment that comes in pieces: where this one begins in its text, and whether it is not the last. */
  piece?: { from: number; more: boolean }
}

/** An entry whose number the log gives out when it is stored. */
export type Unnumbered<E = Exclude<Entry, { kind: 'dom' }>> = E extends Entry ? Omit<E, 'id'> : never

const stores = ['trajectories', 'entries', 'segments', 'sources', 'tabs'] as const

/**
 * Stores entries of one source, all or none; resolves after they are on disk. An entry already there is left as it is,
 * so a batch may come twice; of a page what it did after the recording was over is left out. Returns false when the
 * trajectory does not exist (it was deleted).
 */
export async function appendEntries(
  database: CairnDatabase,
  trajectoryId: string,
  source: SourceRow,
  sourceId: string,
  items: StorableEntry[] | ((nextN: number) => StorableEntry[]),
): Promise<boolean> {
  const transaction = database.transaction(stores, 'readwrite', strict)
  try {
    return await append()
  } catch (error) {
    // A row that cannot be stored throws without ending the transaction: the rows before it would stay.
    transaction.done.catch(() => undefined)
    abort(transaction)
    throw error
  }

  async function append(): Promise<boolean> {
    const entries = transaction.objectStore('entries')
    const [row, known] = await Promise.all([
      transaction.objectStore('trajectories').get(trajectoryId),
      transaction.objectStore('sources').get([trajectoryId, sourceId]),
    ])
    if (!row) {
      await transaction.done
      return false
    }
    let lastN = known?.lastN ?? 0
    // Numbering inside the transaction: two entries of the background at once must not get the same number.
    const given = typeof items === 'function' ? items(lastN + 1) : items
    // A page may come back, out of the back-forward cache for one, when the recording is over.
    const { status, endedAtMs } = row.header
    const isOver = sourceId !== backgroundSourceId && status === 'complete' && endedAtMs !== null
    const kept = isOver ? given.slice(0, given.findLastIndex(({ entry }) => entry.atMs <= endedAtMs) + 1) : given
    const stored = await storedOf(kept.map(({ entry }) => fromEntryId(entry.id).n))
    for (const item of kept) {
      const { entry } = item
      const { n } = fromEntryId(entry.id)
      if (stored.has(n)) continue
      if ('parts' in item) {
        await appendParts(item, n)
        if (item.piece?.more === true) continue
      }
      stored.add(n)
      lastN = Math.max(lastN, n)
      const text = JSON.stringify(entry)
      if (!('parts' in item)) row.sizeBytes += text.length
      const { kind, atMs } = entry
      write(
        entries.add({ trajectoryId, kind, atMs, sourceId, n, entry, crc32: crc32Of(text) }, [
          trajectoryId,
          sourceId,
          n,
        ]),
      )
      row.entries += 1
      if (entry.kind === 'action') {
        row.actions += 1
        await rememberAction(entry)
      }
      if (entry.kind === 'gap') {
        row.gaps += 1
        row.lastGap = entry.detail
      }
      if (entry.kind === 'outcome')
        row.outcome = { success: entry.success, score: entry.score, by: entry.by, text: entry.text }
    }
    write(transaction.objectStore('trajectories').put(row, trajectoryId))
    write(transaction.objectStore('sources').put({ ...source, lastN }, [trajectoryId, sourceId]))
    await transaction.done
    return true

    /** Which of these numbers are stored already: asked at once, for one question takes as long as a hundred. */
    async function storedOf(numbers: number[]): Promise<Set<number>> {
      if (numbers.length === 0) return new Set()
      const first = numbers.reduce((least, n) => Math.min(least, n))
      const last = numbers.reduce((most, n) => Math.max(most, n))
      const range = IDBKeyRange.bound([trajectoryId, sourceId, first], [trajectoryId, sourceId, last])
      return new Set((await entries.getAllKeys(range)).map(([, , n]) => n))
    }

    /** Numbered from where their piece begins: there are fewer of them than characters. A piece may come twice. */
    async function appendParts({ parts, piece }: StorableSegment, n: number): Promise<void> {
      const segments = transaction.objectStore('segments')
      const from = piece?.from ?? 0
      if ((await segments.getKey([trajectoryId, sourceId, n, from])) !== undefined) return
      for (const [i, segment] of parts.entries()) {
        write(segments.add(segment, [trajectoryId, sourceId, n, from + i]))
        if (row) row.sizeBytes += segment.deflated.byteLength
      }
    }
  }

  async function rememberAction(action: Extract<Entry, { kind: 'action' }>): Promise<void> {
    if (action.tabId === null) return
    const tabs = transaction.objectStore('tabs')
    const tab = { ...emptyTab, ...(await tabs.get([trajectoryId, action.tabId])) }
    const isLast = canCause(action) && (tab.lastAction === null || tab.lastAction.atMs <= action.endAtMs)
    const isAgents = action.actor === 'agent' && action.name !== 'pointer_path'
    if (isLast) tab.lastAction = { id: action.id, atMs: action.endAtMs }
    if (isAgents)
      tab.agentActions = [...tab.agentActions, { id: action.id, atMs: action.atMs }]
        .sort((a, b) => a.atMs - b.atMs)
        .slice(-agentActionsKept)
    if (isLast || isAgents) write(tabs.put(tab, [trajectoryId, action.tabId]))
  }
}

/** Check of an entry as JSON, the same after the database gave it back. */
export function crc32Of(text: string): number {
  return CRC32.str(text) >>> 0
}

/** More than an agent does while a person reaches for a key. */
const agentActionsKept = 8

/** One request of a transaction. It fails with the transaction, and that is told once, by the transaction. */
function write(request: Promise<unknown>): void {
  request.catch(() => undefined)
}

function abort(transaction: { abort: () => void }): void {
  try {
    transaction.abort()
  } catch {
    // It is over already.
  }
}

/** Source id of the background itself, one per trajectory. */
export const backgroundSourceId = 'background'

/** The background is in no document. */
export const backgroundSource: SourceRow = {
  tabId: null,
  frameId: null,
  documentId: null,
  origin: null,
  url: '',
  lastN: 0,
}

/** Appends an entry of the background's own, giving it the next number of its source. Null when the trajectory is gone. */
export async function appendOwn(
  database: CairnDatabase,
  trajectoryId: string,
  draft: Unnumbered,
): Promise<string | null> {
  let id = ''
  const stored = await appendEntries(database, trajectoryId, backgroundSource, backgroundSourceId, (n) => {
    id = toEntryId(backgroundSourceId, n)
    return [{ entry: { ...draft, id } }]
  })
  return stored ? id : null
}

/** All entries of one kind, in time order. */
export async function entriesOfKind(
  database: CairnDatabase,
  trajectoryId: string,
  kind: Entry['kind'],
): Promise<EntryRow['entry'][]> {
  const rows = await database.getAllFromIndex('entries', 'byKind', kindRange(trajectoryId, kind))
  return rows.map(({ entry }) => entry)
}

/** The last entry of one kind of which this is true, read from the end. */
export async function findLastOfKind<K extends Entry['kind']>(
  database: CairnDatabase,
  trajectoryId: string,
  kind: K,
  test: (entry: Extract<EntryRow['entry'], { kind: K }>) => boolean,
): Promise<Extract<EntryRow['entry'], { kind: K }> | null> {
  const index = database.transaction('entries').store.index('byKind')
  let cursor = await index.openCursor(kindRange(trajectoryId, kind), 'prev')
  for (; cursor; cursor = await cursor.continue()) {
    const entry = cursor.value.entry as Extract<EntryRow['entry'], { kind: K }>
    if (test(entry)) return entry
  }
  return null
}

/**
 * The last look of each document that was there when the recording stopped. After it a document sends only what was left
 * of its DOM stream, so each source is read from its end, and not far.
 */
export async function endObservations(database: CairnDatabase, trajectoryId: string): Promise<Observation[]> {
  const found: Observation[] = []
  for (const sourceId of Object.keys(await storedThrough(database, trajectoryId))) {
    const range = IDBKeyRange.bound([trajectoryId, sourceId, 0], [trajectoryId, sourceId, Infinity])
    let cursor = await database.transaction('entries').store.openCursor(range, 'prev')
    while (cursor && (cursor.value.kind === 'dom' || cursor.value.kind === 'gap')) cursor = await cursor.continue()
    const entry = cursor?.value.entry
    if (entry?.kind === 'observation' && entry.reason === 'end') found.push(entry)
  }
  return found.sort((a, b) => a.atMs - b.atMs)
}

function kindRange(trajectoryId: string, kind: Entry['kind']): IDBKeyRange {
  return IDBKeyRange.bound([trajectoryId, kind, -Infinity], [trajectoryId, kind, Infinity])
}

/** Where a source stands; undefined when nothing of it is stored yet. */
export async function getSource(
  database: CairnDatabase,
  trajectoryId: string,
  sourceId: string,
): Promise<SourceRow | undefined> {
  return database.get('sources', [trajectoryId, sourceId])
}

/** What agents did last, by tab, oldest first; tabs where they did nothing are left out. */
export async function agentActionsByTab(
  database: CairnDatabase,
  trajectoryId: string,
): Promise<{ tabId: number; actions: { id: string; atMs: number }[] }[]> {
  const store = database.transaction('tabs').store
  const range = IDBKeyRange.bound([trajectoryId], [trajectoryId, []])
  const [rows, keys] = await Promise.all([store.getAll(range), store.getAllKeys(range)])
  return rows
    .map(({ agentActions }, i) => ({ tabId: keys[i]?.[1] ?? -1, actions: agentActions }))
    .filter(({ actions }) => actions.length > 0)
}

/** One entry; undefined when there is none of that id. */
export async function getEntry(
  database: CairnDatabase,
  trajectoryId: string,
  id: string,
): Promise<EntryRow['entry'] | undefined> {
  const { sourceId, n } = fromEntryId(id)
  return (await database.get('entries', [trajectoryId, sourceId, n]))?.entry
}

/** The documents something was recorded in, as the browser names them. */
export async function knownDocuments(database: CairnDatabase, trajectoryId: string): Promise<ReadonlySet<string>> {
  const rows = await database.getAll('sources', IDBKeyRange.bound([trajectoryId], [trajectoryId, []]))
  return new Set(rows.flatMap(({ documentId }) => documentId ?? []))
}

/** How far each source has come: the last number stored. */
export async function storedThrough(database: CairnDatabase, trajectoryId: string): Promise<Record<string, number>> {
  const store = database.transaction('sources').store
  const range = IDBKeyRange.bound([trajectoryId], [trajectoryId, []])
  const [rows, keys] = await Promise.all([store.getAll(range), store.getAllKeys(range)])
  return Object.fromEntries(rows.map(({ lastN }, i) => [keys[i]?.[1] ?? '', lastN]))
}

/** Entries of a source after a number, in its own order, at most `limit`. */
export async function entriesAfter(
  database: CairnDatabase,
  trajectoryId: string,
  { sourceId, afterN, limit }: { sourceId: string; afterN: number; limit: number },
): Promise<EntryRow[]> {
  const range = IDBKeyRange.bound([trajectoryId, sourceId, afterN], [trajectoryId, sourceId, Infinity], true)
  return database.getAll('entries', range, limit)
}

/**
 * A page of the entries of one kind in time order, from `fromMs` on. The next page begins where this one ended, so
 * entries of that very instant come twice; null when there is no more.
 */
export async function pageOfKind(
  database: CairnDatabase,
  trajectoryId: string,
  { kind, fromMs, limit }: { kind: Entry['kind']; fromMs: number; limit: number },
): Promise<{ entries: EntryRow['entry'][]; nextMs: number | null }> {
  const range = IDBKeyRange.bound([trajectoryId, kind, fromMs], [trajectoryId, kind, Infinity])
  // An instant with more entries than a page holds is read whole, or no page would ever leave it.
  for (let wanted = limit; ; wanted *= 4) {
    const rows = await database.getAllFromIndex('entries', 'byKind', range, wanted)
    const lastMs = rows.at(-1)?.atMs ?? fromMs
    if (rows.length < wanted) return { entries: rows.map(({ entry }) => entry), nextMs: null }
    if (lastMs > fromMs) return { entries: rows.map(({ entry }) => entry), nextMs: lastMs }
  }
}

/** The last entries of one kind, oldest first. */
export async function lastOfKind(
  database: CairnDatabase,
  trajectoryId: string,
  { kind, limit }: { kind: Entry['kind']; limit: number },
): Promise<EntryRow['entry'][]> {
  const found: EntryRow['entry'][] = []
  const index = database.transaction('entries').store.index('byKind')
  let cursor = await index.openCursor(kindRange(trajectoryId, kind), 'prev')
  for (; cursor && found.length < limit; cursor = await cursor.continue()) found.push(cursor.value.entry)
  return found.reverse()
}
