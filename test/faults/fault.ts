import type { Lab } from './lab.ts'

export type BrowserName = 'chromium' | 'firefox'

/** One kind of fault, injected into the built extension at random moments while it records. */
export interface Fault {
  name: string
  /** In which browsers it can be injected; a text says why it cannot in that one. */
  in: Record<BrowserName, true | string>
  /** How often it is injected into each browser. */
  times: { quick: number; long: number }
  /** Most that are injected into one recording. */
  perRecording: number
  /** The pages that are recorded live on: then nothing that happened in them may be lost, acknowledged or not. */
  pagesLive: boolean
  /** Records, injects the fault so many times, exports, and holds the export against the book. Closes what it opened. */
  inject: (lab: Lab, times: number) => Promise<FaultRun>
}

/** What came of one recording. */
export interface FaultRun {
  /** Faults injected. */
  times: number
  /** Things that happened in the pages, by the book that the pages kept themselves. */
  produced: number
  /** Entries that were read from the store right before a fault: what is committed then must be there at the end. */
  acknowledged: number
  /** Ids of entries that were acknowledged and are not in the export. */
  missing: string[]
  /** What is in the book and not in the export. */
  lost: string[]
  /** For each fault that took typing with it: from the first key that was lost to the fault, ms. */
  lostTypingMs: number[]
  /** What is in the export twice. */
  duplicated: string[]
  /** From each fault until the first entry that was made after it was stored, ms. */
  resumeMs: number[]
  /** Whatever else must not be: an export that is not valid, a recording that does not end. */
  problems: string[]
}
