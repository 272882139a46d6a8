import type { Entry } from './entry.ts'
import type { Header } from './header.ts'

/**
 * Where an exporter reads a trajectory from: the recorder's storage or a bundle. Everything is read piece by piece,
 * so that a trajectory may be larger than memory.
 */
export interface TrajectorySource {
  header: () => Promise<Header>
  /** The log in time order. */
  log: () => AsyncIterable<Entry>
  /** Sources that have a DOM stream. */
  domSourceIds: () => Promise<string[]>
  /** UTF-8 lines of rrweb events, as byte chunks that need not end at line ends. */
  domBytes: (sourceId: string) => AsyncIterable<Uint8Array>
  /** The same bytes already compressed (deflate-raw, one stream when joined and closed), where the source has them so. */
  domDeflated?: (sourceId: string) => AsyncIterable<Uint8Array>
  screenshots: () => AsyncIterable<{ path: string; bytes: AsyncIterable<Uint8Array> }>
}
