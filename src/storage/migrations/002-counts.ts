import type { Migration } from './migration.ts'

export const counts: Migration = {
  to: 2,
  summary: 'trajectories know how many entries and pictures they have, to be held against the ledger',
  upgrade(_database, transaction) {
    const trajectories = transaction.objectStore('trajectories')
    const cursors = trajectories.openCursor()
    cursors.onsuccess = () => {
      const cursor = cursors.result
      if (!cursor) return
      const { key } = cursor
      const all = IDBKeyRange.bound([key], [key, []])
      const entries = transaction.objectStore('entries').count(all)
      const pictures = transaction.objectStore('pictures').count(all)
      const value = cursor.value as object
      // Requests of one transaction end in their order.
      pictures.onsuccess = () => trajectories.put({ ...value, entries: entries.result, pictures: pictures.result }, key)
      cursor.continue()
    }
  },
}
