import CRC32 from 'crc-32'
import { Deflate, Z_SYNC_FLUSH } from 'pako'
import type { SegmentRow } from './database.ts'

/** Above about 60 kB Chromium keeps a value in a file of its own, which can vanish. */
const storedBytes = 56 * 1024
/** Raw bytes tried per part; typical DOM streams shrink to a seventh. */
const rawBytes = 256 * 1024

/** A closed, empty deflate block: put behind joined parts it makes them one complete stream. */
export const deflateEnd: Uint8Array = Uint8Array.of(3, 0)

/**
 * Compresses text into parts of at most 56 kB. Each part starts afresh and ends on a byte border (sync flush), so parts
 * of one file, joined and closed by `deflateEnd`, are one valid deflate stream: export copies them as they are.
 */
export function deflateSegment(text: string): SegmentRow[] {
  const bytes = new TextEncoder().encode(text)
  const rows: SegmentRow[] = []
  for (let from = 0, take = rawBytes; from < bytes.byteLength;) {
    const raw = bytes.subarray(from, from + take)
    const deflated = deflate(raw)
    if (deflated.byteLength > storedBytes && take > 1024) {
      take = Math.floor(take / 2)
      continue
    }
    rows.push({ deflated, rawBytes: raw.byteLength, crc32: CRC32.buf(raw) >>> 0 })
    from += raw.byteLength
    take = rawBytes
  }
  return rows
}

function deflate(raw: Uint8Array): Uint8Array {
  const deflater = new Deflate({ level: 6, raw: true, chunkSize: 16 * 1024 })
  const chunks: Uint8Array[] = []
  deflater.onData = (chunk) => void chunks.push(chunk)
  deflater.push(raw, Z_SYNC_FLUSH)
  const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0))
  let at = 0
  for (const chunk of chunks) {
    joined.set(chunk, at)
    at += chunk.byteLength
  }
  return joined
}
