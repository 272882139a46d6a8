import { attributed } from '#agents/attribution.ts'
import type { CairnDatabase, DeclaredCall, RecordingRow } from '#storage/database.ts'
import { appendOwn, type Unnumbered } from '#storage/log.ts'
import type { Evidence } from '#trajectory/attribution.ts'
import type { Action, ActionName } from '#trajectory/action.ts'
import { declaredCallAt } from './declarations.ts'
import { own } from './own.ts'
import { liveRecording } from './recording.ts'

export interface BrowserAction<N extends ActionName> {
  name: N
  args: Extract<Action, { name: N }>['args']
  tabId: number | null
  frameId?: number
  /** Epoch milliseconds. */
  atMs: number
  evidence: Evidence
}

/** What is done to a tab that the call cannot have been about yet. */
const opensTab = new Set<ActionName>(['new_tab', 'tab_focus'])

/** Writes what somebody did with the browser's own interface: it has no target, and no page was looked at for it. */
export async function appendBrowserAction<N extends ActionName>(
  database: CairnDatabase,
  live: RecordingRow,
  { name, args, tabId, frameId, atMs, evidence: seen }: BrowserAction<N>,
): Promise<void> {
  const { trajectoryId, driver } = live
  // Read again: a call may have been declared since.
  const declared = declaredCallAt((await liveRecording(database)) ?? live, tabId, atMs, opensTab.has(name))
  const evidence: Evidence = { ...seen, ...(driver ? { driver } : {}), ...(declared ? evidenceOf(declared) : {}) }
  await appendOwn(database, trajectoryId, {
    kind: 'action',
    name,
    args,
    atMs,
    endAtMs: atMs,
    ...own,
    tabId,
    frameId: frameId ?? null,
    ...attributed(evidence),
    target: null,
    observationId: null,
    surface: 'browser',
    moments: [],
  } as unknown as Unnumbered)
}

/** While a declared call goes on, the driver stands in for its agent. */
function evidenceOf({ runId, toolCallId }: DeclaredCall): Evidence {
  return { driver: 'agent', toolCallId, ...(runId === null ? {} : { runId }) }
}
