import { deleteDB } from 'idb'
import { hasBuckets } from './bucket.ts'
import { databaseName, openDatabase, type CairnDatabase } from './database.ts'

/** A browser that has just started may be busy with its own repairs. */
const waitsMs = [0, 200, 1000, 3000]

export interface Opening {
  onClosed: () => void
  /** The bucket the database is in; null is the ordinary place. */
  bucket: () => Promise<string | null>
  /** Remembers that it is in another one from now on. */
  moveTo: (bucket: string) => Promise<void>
  /** Whether what cannot be read may be given up: a full disk cannot be read either, and it comes back. */
  mayGiveUp: () => Promise<boolean>
}

/**
 * Opens the database. One that cannot be read, again and again, is given up for an empty one: nobody could record ever
 * again otherwise, and nothing of it could be exported. Chromium that has lost the index of its files opens no database of
 * the extension any more, and deletes none, so we begin in another storage bucket; the old files stay where they are.
 */
export async function openOrGiveUp({ onClosed, bucket, moveTo, mayGiveUp }: Opening): Promise<CairnDatabase> {
  const present = await bucket()
  let failure: unknown
  for (const waitMs of waitsMs) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    try {
      return await openDatabase(onClosed, present)
    } catch (error) {
      // Every time: room that is there at the end says nothing of why it failed before.
      if (!isUnreadable(error) || !(await mayGiveUp())) throw error
      failure = error
    }
  }
  console.error('cairn: the database cannot be read and is begun anew', failure)
  if (!hasBuckets()) {
    await deleteDB(databaseName)
    return openDatabase(onClosed)
  }
  const next = nextBucket(present)
  const database = await openDatabase(onClosed, next)
  await moveTo(next)
  return database
}

function nextBucket(present: string | null): string {
  return `cairn-${Number(present?.slice('cairn-'.length) ?? 1) + 1}`
}

/** Not so a migration that failed (AbortError), nor a database of a later version (VersionError): those hold recordings. */
function isUnreadable(error: unknown): boolean {
  return error instanceof DOMException && ['UnknownError', 'InvalidStateError', 'NotFoundError'].includes(error.name)
}
