import type { CairnDatabase } from '#storage/database.ts'

/** What the background's parts are given. No state: whatever must survive the worker is in the database. */
export interface BackgroundContext {
  database: () => Promise<CairnDatabase>
  /**
   * The same for writing. Rejects after a write failed for want of space, until the store was made good: what is written
   * behind that one would take everything else with it. See `watchDisk`.
   */
  writable: () => Promise<CairnDatabase>
  /** Writes under way that no content script waits for; stopping awaits them. */
  track: (work: Promise<unknown>) => void
  settled: () => Promise<void>
  /** Path of the MAIN-world script, then of the ISOLATED one: they run in this order. */
  scripts: readonly { id: string; file: string; world: 'MAIN' | 'ISOLATED' }[]
}
