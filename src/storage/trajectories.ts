import {
  liveKey,
  strict,
  type CairnDatabase,
  type RecordingRow,
  type StoredHeader,
  type TrajectoryRow,
} from './database.ts'

/** Trajectories as the list shows them, newest first. */
export async function listTrajectories(database: CairnDatabase): Promise<TrajectoryRow[]> {
  const rows = await database.getAll('trajectories')
  return rows.sort((a, b) => b.header.startedAtMs - a.header.startedAtMs)
}

/** Makes room for a trajectory; with the row of its recording, both are there or neither. */
export async function createTrajectory(
  database: CairnDatabase,
  header: StoredHeader,
  live: RecordingRow | null = null,
): Promise<void> {
  const transaction = database.transaction(['trajectories', 'recording'], 'readwrite', strict)
  void transaction
    .objectStore('trajectories')
    .add(
      {
        id: header.id,
        header,
        entries: 0,
        pictures: 0,
        actions: 0,
        gaps: 0,
        sizeBytes: 0,
        outcome: null,
        lastGap: null,
      },
      header.id,
    )
  if (live) void transaction.objectStore('recording').put(live, liveKey)
  await transaction.done
}

export async function updateHeader(database: CairnDatabase, id: string, change: Partial<StoredHeader>): Promise<void> {
  const transaction = database.transaction('trajectories', 'readwrite', strict)
  const row = await transaction.store.get(id)
  if (row) void transaction.store.put({ ...row, header: { ...row.header, ...change } }, id)
  await transaction.done
}

/** Removes a trajectory with everything that belongs to it, in one transaction. */
export async function deleteTrajectory(database: CairnDatabase, id: string): Promise<void> {
  const stores = ['trajectories', 'entries', 'segments', 'sources', 'captures', 'pictures', 'tabs', 'uploads'] as const
  const transaction = database.transaction(stores, 'readwrite', strict)
  void transaction.objectStore('trajectories').delete(id)
  void transaction.objectStore('uploads').delete(id)
  const all = IDBKeyRange.bound([id], [id, []])
  for (const name of ['entries', 'segments', 'sources', 'captures', 'pictures', 'tabs'] as const)
    void transaction.objectStore(name).delete(all)
  await transaction.done
}
