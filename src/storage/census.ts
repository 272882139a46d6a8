import { readEach } from './checking.ts'
import { strict, type CairnDatabase, type StoredHeader } from './database.ts'

/** How much of a trajectory is in the database. */
export interface Census {
  entries: number
  pictures: number
}

/** Counts what is there and can be read of a trajectory, whatever its own row says. */
export async function countStored(database: CairnDatabase, trajectoryId: string): Promise<Census> {
  const all = IDBKeyRange.bound([trajectoryId], [trajectoryId, []])
  const [entries, pictures] = await Promise.all([
    database.count('entries', all),
    countPictures(database, all),
    // For the sake of going over them: Chromium throws a damaged database away when it comes upon the damage.
    database.count('segments', all),
  ])
  return { entries, pictures }
}

/** Chromium keeps pictures as files of their own, which can go missing while their rows stay. */
async function countPictures(database: CairnDatabase, all: IDBKeyRange): Promise<number> {
  const keys = await database.getAllKeys('pictures', all)
  let readable = 0
  for (let from = 0; from < keys.length; from += picturesAtOnce) {
    const rows = await readEach(database, 'pictures', keys.slice(from, from + picturesAtOnce))
    const read = await Promise.allSettled(rows.flatMap((row) => (row ? [row.blob.slice(0, 1).arrayBuffer()] : [])))
    readable += read.filter(({ status }) => status === 'fulfilled').length
  }
  return readable
}

const picturesAtOnce = 50

/**
 * Makes a trajectory that came back shorter consistent again: its row says what is there, and that it was interrupted
 * where its end may be gone, and each source goes on after its last entry. A row that is gone is made anew of the header as it was noted elsewhere.
 */
export async function settleForLess(
  database: CairnDatabase,
  header: StoredHeader,
  { lostEntries }: { lostEntries: boolean },
): Promise<void> {
  const { id } = header
  const { entries, pictures } = await countStored(database, id)
  const transaction = database.transaction(['trajectories', 'entries', 'sources'], 'readwrite', strict)
  const trajectories = transaction.objectStore('trajectories')
  const sources = transaction.objectStore('sources')
  const row = (await trajectories.get(id)) ?? {
    id,
    header,
    actions: 0,
    gaps: 0,
    sizeBytes: 0,
    outcome: null,
    lastGap: null,
  }
  const lastNs = new Map<string, number>()
  let endedAtMs = row.header.startedAtMs
  const range = IDBKeyRange.bound([id, -Infinity], [id, Infinity])
  const index = transaction.objectStore('entries').index('byTime')
  for (let cursor = await index.openKeyCursor(range); cursor; cursor = await cursor.continue()) {
    const [, sourceId, n] = cursor.primaryKey
    lastNs.set(sourceId, Math.max(lastNs.get(sourceId) ?? 0, n))
    endedAtMs = cursor.key[1]
  }
  for (const [sourceId, lastN] of lastNs) {
    const source = await sources.get([id, sourceId])
    if (source && source.lastN >= lastN) continue
    const nowhere = { tabId: null, frameId: null, documentId: null, origin: null, url: '' }
    await sources.put({ ...nowhere, ...source, lastN }, [id, sourceId])
  }
  const closed =
    lostEntries || row.header.status === 'recording'
      ? { ...row.header, status: 'interrupted' as const, endedAtMs }
      : row.header
  await trajectories.put({ ...row, entries, pictures, header: closed }, id)
  await transaction.done
}
