import { strict, type CairnDatabase, type CaptureRow, type PictureRow } from './database.ts'

/** Stores a capture; a picture already there under the same hash is not stored again. */
export async function storeCapture(database: CairnDatabase, capture: CaptureRow, picture: PictureRow): Promise<void> {
  const { trajectoryId, tabId, finishedAtMs, pictureId } = capture
  const transaction = database.transaction(['captures', 'pictures', 'trajectories'], 'readwrite', strict)
  const row = await transaction.objectStore('trajectories').get(trajectoryId)
  if (row) {
    const known = await transaction.objectStore('pictures').getKey([trajectoryId, pictureId])
    if (known === undefined) {
      void transaction.objectStore('pictures').add(picture, [trajectoryId, pictureId])
      void transaction
        .objectStore('trajectories')
        .put({ ...row, pictures: row.pictures + 1, sizeBytes: row.sizeBytes + picture.blob.size }, trajectoryId)
    }
    void transaction.objectStore('captures').put(capture, [trajectoryId, tabId, finishedAtMs])
  }
  await transaction.done
}

/** The last capture of a tab that was finished by then and shows its present document; null when there is none. */
export async function captureBefore(
  database: CairnDatabase,
  trajectoryId: string,
  tabId: number,
  atMs: number,
): Promise<{ capture: CaptureRow; picture: PictureRow } | null> {
  const tab = await database.get('tabs', [trajectoryId, tabId])
  const documentAtMs = tab?.documentAtMs ?? -Infinity
  // What a page sent last may be stored when the next page is there already.
  if (documentAtMs > atMs) return null
  const range = IDBKeyRange.bound([trajectoryId, tabId, documentAtMs], [trajectoryId, tabId, atMs])
  const cursor = await database.transaction('captures').store.openCursor(range, 'prev')
  if (!cursor) return null
  const capture = cursor.value
  const picture = await database.get('pictures', [trajectoryId, capture.pictureId])
  return picture ? { capture, picture } : null
}
