import { browser, type Tabs } from '#platform/browser.ts'
import type { CairnDatabase, RecordingRow } from '#storage/database.ts'
import { appendBrowserAction } from './browser-action.ts'
import type { BackgroundContext } from './context.ts'
import { whileRecording } from './recording.ts'

/** A page is being opened for this long. */
const openingMs = 1000
/** The browser says that no window has the focus between two that do; only if it stays so has it lost the focus. */
const betweenMs = 150

/** Listens to windows coming to the front and to pages being zoomed. */
export function listenToWindows(context: BackgroundContext): void {
  let focusChanges = 0
  /** When tabs were opened; forgotten with the worker, which outlives their first second. */
  const openedAtMs = new Map<number, number>()
  browser.tabs.onCreated.addListener(({ id }) => {
    if (id !== undefined) openedAtMs.set(id, Date.now())
  })
  browser.tabs.onRemoved.addListener((id) => openedAtMs.delete(id))
  browser.windows.onFocusChanged.addListener((windowId) => {
    const change = ++focusChanges
    whileRecording(context, async (database, live, atMs) => {
      await new Promise((resolve) => setTimeout(resolve, betweenMs))
      if (change === focusChanges) await onFocus(database, live, windowId, atMs)
    })
  })
  browser.tabs.onZoomChange.addListener(({ tabId, oldZoomFactor: from_factor, newZoomFactor: factor }) =>
    whileRecording(context, async (database, live, atMs) => {
      if (from_factor !== factor && (await isByHand(database, live, tabId, atMs)))
        await appendBrowserAction(database, live, {
          name: 'zoom',
          args: { from_factor, factor },
          tabId,
          atMs,
          evidence: { transitionType: 'tab' },
        })
    }),
  )

  /** A page that is being opened gets the zoom of its site, and so do all other tabs of that site: nobody did that. */
  async function isByHand(
    database: CairnDatabase,
    { trajectoryId }: RecordingRow,
    tabId: number,
    atMs: number,
  ): Promise<boolean> {
    const tab = await browser.tabs.get(tabId).catch(() => null)
    const documentAtMs = (await database.get('tabs', [trajectoryId, tabId]))?.documentAtMs ?? -Infinity
    const sinceMs = atMs - Math.max(documentAtMs, openedAtMs.get(tabId) ?? -Infinity)
    return tab?.active === true && sinceMs > openingMs
  }
}

async function onFocus(database: CairnDatabase, live: RecordingRow, windowId: number, atMs: number): Promise<void> {
  const focused = windowId !== browser.windows.WINDOW_ID_NONE
  const [tab] = focused
    ? await browser.tabs.query({ active: true, windowId }).catch((): Tabs.Tab[] => [])
    : ([] as Tabs.Tab[])
  if (focused && (tab?.id === undefined || (tab.url ?? '').startsWith(browser.runtime.getURL('')))) return
  await appendBrowserAction(database, live, {
    name: 'window_focus',
    args: { focused },
    tabId: tab?.id ?? null,
    atMs,
    evidence: { transitionType: 'tab' },
  })
}
