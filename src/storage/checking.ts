import CRC32 from 'crc-32'
import { Inflate, Z_SYNC_FLUSH } from 'pako'
import type { CairnDatabase, CairnSchema, EntryRow, SegmentRow, StoredDom } from './database.ts'
import { crc32Of } from './log.ts'

type CheckedStore = 'entries' | 'segments' | 'pictures'

/** Rows by their keys, each for itself: null stands for one that is gone or cannot be read, the others come. */
export async function readEach<S extends CheckedStore>(
  database: CairnDatabase,
  store: S,
  keys: readonly CairnSchema[S]['key'][],
): Promise<(CairnSchema[S]['value'] | null)[]> {
  try {
    const objects = database.transaction(store).store
    const rows = await Promise.all(keys.map((key) => objects.get(key)))
    return rows.map((row) => row ?? null)
  } catch {
    // One that cannot be read takes its whole transaction with it.
    const none = (): null => null
    return Promise.all(keys.map((key) => database.get(store, key).then((row) => row ?? null, none)))
  }
}

/** Whether an entry is as it was stored. */
export function isWhole({ entry, crc32 }: EntryRow): boolean {
  return crc32 === undefined || crc32 === crc32Of(JSON.stringify(entry))
}

const lineFeed = 10

/** Whether the parts of a DOM segment are all there, and as they were stored. */
export function isSegmentWhole({ lines }: StoredDom, parts: readonly (SegmentRow | null)[]): boolean {
  let found = 0
  for (const part of parts) {
    const raw = part && inflate(part.deflated)
    if (!raw || raw.byteLength !== part.rawBytes || CRC32.buf(raw) >>> 0 !== part.crc32) return false
    for (let at = raw.indexOf(lineFeed); at !== -1; at = raw.indexOf(lineFeed, at + 1)) found += 1
  }
  return found === lines
}

/** Null when it is no deflate stream. */
function inflate(deflated: Uint8Array): Uint8Array | null {
  const inflater = new Inflate({ raw: true })
  const chunks: Uint8Array[] = []
  inflater.onData = (chunk) => void chunks.push(chunk)
  inflater.push(deflated, Z_SYNC_FLUSH)
  if (inflater.err !== 0) return null
  const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    joined.set(chunk, at)
    at += chunk.byteLength
  }
  return joined
}

/** Whether a picture can be read and is the one its id was made of. */
export async function isPictureWhole(blob: Blob, pictureId: string): Promise<boolean> {
  try {
    return (await pictureIdOf(blob)) === pictureId
  } catch {
    // Chromium keeps pictures as files of their own, and such a file can be gone.
    return false
  }
}

/** A picture is stored under the beginning of its SHA-256. */
export async function pictureIdOf(blob: Blob): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
  return Array.from(new Uint8Array(hash, 0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
