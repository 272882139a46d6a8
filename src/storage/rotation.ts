import { wrap, type IDBPDatabase } from 'idb'
import { factoryOf } from './bucket.ts'
import { strict } from './database.ts'

const scratchName = 'cairn-scratch'
/** More than Chromium keeps in one log, whatever the size of the disk. */
const scratchBytes = 14 * 1024 * 1024
/** A value in the database; a larger one would become a file of its own. */
const rowBytes = 48 * 1024
const rowsAtOnce = 20

/**
 * Makes Chromium begin a new log. When a write fails for want of space, half a record may stand in the log; what is
 * written behind it seems to be stored, and at the next start the whole database is taken for broken and thrown away.
 * Chromium writes what it holds into a table and begins a new log when the log is full, so we fill it: all databases of
 * an extension share one log. To browsers that keep a file for each database it does nothing.
 */
export async function rotateLog(bucket: string | null): Promise<void> {
  const factory = await factoryOf(bucket)
  const request = factory.open(scratchName, 1)
  request.onupgradeneeded = () => void request.result.createObjectStore('rows')
  const scratch = (await wrap(request)) as IDBPDatabase
  try {
    for (let bytes = 0, key = 0; bytes < scratchBytes; bytes += rowsAtOnce * rowBytes) {
      const transaction = scratch.transaction('rows', 'readwrite', strict)
      for (let row = 0; row < rowsAtOnce; row++)
        // Not to be made smaller by whoever stores it.
        void transaction.store.put(crypto.getRandomValues(new Uint8Array(rowBytes)), key++)
      await transaction.done
    }
  } finally {
    scratch.close()
    await wrap(factory.deleteDatabase(scratchName))
  }
}
