import { browser, type Tabs } from '#platform/browser.ts'
import type { CairnDatabase, RecordingRow } from '#storage/database.ts'
import { appendBrowserAction } from './browser-action.ts'
import type { BackgroundContext } from './context.ts'
import { whileRecording } from './recording.ts'

/** The browser says that no window has the focus between two that do; only if it stays so has it lost the focus. */
const betweenMs = 150

/** Listens to windows coming to the front and to pages being zoomed. */
export function listenToWindows(context: BackgroundContext): void {
  let focusChanges = 0
  browser.windows.onFocusChanged.addListener((windowId) => {
    const change = ++focusChanges
    const atMs = Date.now()
    whileRecording(context, async (database, live) => {
      await new Promise((resolve) => setTimeout(resolve, betweenMs))
      if (change === focusChanges) await onFocus(database, live, windowId, atMs)
    })
  })
  browser.tabs.onZoomChange.addListener(({ tabId, oldZoomFactor: from_factor, newZoomFactor: factor }) => {
    // The browser says so for every page it opens, too.
    if (from_factor === factor || from_factor === 0) return
    whileRecording(context, (database, live) =>
      appendBrowserAction(database, live, {
        name: 'zoom',
        args: { from_factor, factor },
        tabId,
        evidence: { transitionType: 'tab' },
      }),
    )
  })
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
