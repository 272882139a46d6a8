import { attributed } from '#agents/attribution.ts'
import type { CairnDatabase, RecordingRow } from '#storage/database.ts'
import { appendOwn, type Unnumbered } from '#storage/log.ts'
import type { Evidence } from '#trajectory/attribution.ts'
import type { Action, ActionName } from '#trajectory/action.ts'

export interface BrowserAction<N extends ActionName> {
  name: N
  args: Extract<Action, { name: N }>['args']
  tabId: number | null
  frameId?: number
  /** Epoch milliseconds. */
  atMs?: number
  evidence: Evidence
}

/** Writes what somebody did with the browser's own interface: it has no target, and no page was looked at for it. */
export async function appendBrowserAction<N extends ActionName>(
  database: CairnDatabase,
  { trajectoryId, driver }: RecordingRow,
  { name, args, tabId, frameId, atMs = Date.now(), evidence: seen }: BrowserAction<N>,
): Promise<void> {
  await appendOwn(database, trajectoryId, {
    kind: 'action',
    name,
    args,
    atMs,
    endAtMs: atMs,
    tabId,
    frameId: frameId ?? null,
    documentId: null,
    origin: null,
    provenance: 'observed',
    ...attributed({ ...seen, ...(driver ? { driver } : {}) }),
    target: null,
    observationId: null,
    surface: 'browser',
    moments: [],
  } as unknown as Unnumbered)
}
