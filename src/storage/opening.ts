import { deleteDB } from 'idb'
import { databaseName, openDatabase, type CairnDatabase } from './database.ts'

/** A browser that has just started may be busy with its own repairs. */
const waitsMs = [0, 200, 1000, 3000]

/**
 * Opens the database. One that cannot be read, again and again, is given up for an empty one: nobody could record ever
 * again otherwise, and nothing of it could be exported either. `mayGiveUp` says when that is not so: a full disk cannot be
 * read either, and it comes back.
 */
export async function openOrGiveUp(onClosed: () => void, mayGiveUp: () => Promise<boolean>): Promise<CairnDatabase> {
  let failure: unknown
  for (const waitMs of waitsMs) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    try {
      return await openDatabase(onClosed)
    } catch (error) {
      if (!isUnreadable(error)) throw error
      failure = error
    }
  }
  if (!(await mayGiveUp())) throw failure
  console.error('cairn: the database cannot be read and is begun anew', failure)
  await deleteDB(databaseName)
  return openDatabase(onClosed)
}

/** Not so a migration that failed (AbortError), nor a database of a later version (VersionError): those hold recordings. */
function isUnreadable(error: unknown): boolean {
  return error instanceof DOMException && ['UnknownError', 'InvalidStateError', 'NotFoundError'].includes(error.name)
}
