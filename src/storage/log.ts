import { canCause } from '#trajectory/cause.ts'
import type { Entry } from '#trajectory/entry.ts'
import { fromEntryId, toEntryId } from '#trajectory/entry-id.ts'
import {
  emptyTab,
  strict,
  type CairnDatabase,
  type EntryRow,
  type SegmentRow,
  type SourceRow,
  type StoredDom,
} from './database.ts'

/** An entry ready to be stored; a DOM segment brings its compressed parts. */
export type StorableEntry = { entry: Exclude<Entry, { kind: 'dom' }> } | { entry: StoredDom; parts: SegmentRow[] }

/** An entry whose number the log gives out when it is stored. */
export type Unnumbered<E = Exclude<Entry, { kind: 'dom' }>> = E extends Entry ? Omit<E, 'id'> : never

const stores = ['trajectories', 'entries', 'segments', 'sources', 'tabs'] as const

/**
 * Stores entries of one source, all or none; resolves after they are on disk. An entry already there is left as it is,
 * so a batch may come twice. Returns false when the trajectory does not exist (it was deleted).
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
    const row = await transaction.objectStore('trajectories').get(trajectoryId)
    if (!row) {
      await transaction.done
      return false
    }
    const entries = transaction.objectStore('entries')
    let lastN = (await transaction.objectStore('sources').get([trajectoryId, sourceId]))?.lastN ?? 0
    // Numbering inside the transaction: two entries of the background at once must not get the same number.
    for (const item of typeof items === 'function' ? items(lastN + 1) : items) {
      const { entry } = item
      const { n } = fromEntryId(entry.id)
      if ((await entries.getKey([trajectoryId, sourceId, n])) !== undefined) continue
      lastN = Math.max(lastN, n)
      write(
        entries.add({ trajectoryId, kind: entry.kind, atMs: entry.atMs, sourceId, n, entry }, [
          trajectoryId,
          sourceId,
          n,
        ]),
      )
      if ('parts' in item) {
        for (const [part, segment] of item.parts.entries()) {
          write(transaction.objectStore('segments').add(segment, [trajectoryId, sourceId, n, part]))
          row.sizeBytes += segment.deflated.byteLength
        }
      } else row.sizeBytes += JSON.stringify(entry).length
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
  }

  async function rememberAction(action: Extract<Entry, { kind: 'action' }>): Promise<void> {
    if (action.tabId === null || !canCause(action)) return
    const tabs = transaction.objectStore('tabs')
    const tab = await tabs.get([trajectoryId, action.tabId])
    if (tab?.lastAction && tab.lastAction.atMs > action.endAtMs) return
    write(
      tabs.put({ ...emptyTab, ...tab, lastAction: { id: action.id, atMs: action.endAtMs } }, [
        trajectoryId,
        action.tabId,
      ]),
    )
  }
}

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

/** The last action of an actor, for signals that name none. */
export async function lastActionId(
  database: CairnDatabase,
  trajectoryId: string,
  actor: 'agent' | 'any',
): Promise<string | null> {
  let cursor = await database
    .transaction('entries')
    .store.index('byKind')
    .openCursor(kindRange(trajectoryId, 'action'), 'prev')
  for (; cursor; cursor = await cursor.continue()) {
    const { entry } = cursor.value
    if (entry.kind === 'action' && (actor === 'any' || entry.actor === 'agent')) return entry.id
  }
  return null
}
