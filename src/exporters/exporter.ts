import type { TrajectorySource } from '#trajectory/source.ts'

/** What an export format does not carry; shown to the person and written beside the file. */
export interface Loss {
  what: string
  count: number
}

/** One export format. Pure: it reads a source and yields the bytes of one file. */
export interface Exporter {
  id: string
  label: string
  /** Without the leading dot. */
  extension: string
  mediaType: string
  write: (source: TrajectorySource) => ReadableStream<Uint8Array>
  /** What `write` leaves out of this trajectory; empty for a complete format. */
  losses: (source: TrajectorySource) => Promise<Loss[]>
}
