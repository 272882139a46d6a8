import { redactUrl } from '#redaction/url.ts'
import { browser, type Tabs, type WebNavigation } from '#platform/browser.ts'
import type { CairnDatabase, RecordingRow } from '#storage/database.ts'
import { appendOwn, entriesOfKind } from '#storage/log.ts'
import type { ActionName } from '#trajectory/action.ts'
import { appendBrowserAction, type BrowserAction } from './browser-action.ts'
import type { BackgroundContext } from './context.ts'
import { forbiddenPage } from './content-scripts.ts'
import { own } from './own.ts'
import { appendGap, whileRecording } from './recording.ts'
import type { Screenshots } from './screenshots.ts'

/** A new tab comes to the front within this time; that is part of opening it. */
const openingMs = 250

/** Listens to tabs being opened, closed and brought to the front. */
export function listenToTabs(context: BackgroundContext, screenshots: Screenshots): void {
  browser.tabs.onCreated.addListener((tab) =>
    whileRecording(context, (database, live, atMs) => onCreated(database, live, tab, atMs)),
  )
  browser.webNavigation.onCreatedNavigationTarget.addListener((details) =>
    whileRecording(context, (database, live) => onPopup(database, live, details)),
  )
  browser.tabs.onRemoved.addListener((tabId, { isWindowClosing }) => {
    if (!isWindowClosing)
      whileRecording(context, async (database, live, atMs) => {
        // A tab that a page opened may be closed by that page, as sign-in windows are: nobody can tell who did it.
        const kind = (await openedByPage(database, live, tabId)) ? 'opened-tab' : 'tab'
        await act(database, live, tabId, { name: 'tab_close', args: {} }, atMs, kind)
      })
  })
  browser.tabs.onMoved.addListener((tabId, { fromIndex, toIndex }) =>
    whileRecording(context, (database, live, atMs) =>
      act(database, live, tabId, { name: 'tab_move', args: { from_index: fromIndex, index: toIndex } }, atMs),
    ),
  )
  browser.tabs.onUpdated.addListener((_tabId, change, tab) => {
    if (change.url !== undefined && tab.active)
      whileRecording(context, (database, live) => noteForbidden(database, live, tab))
  })
  browser.tabs.onActivated.addListener(({ tabId, previousTabId }) =>
    whileRecording(context, async (database, live, atMs) => {
      screenshots.request(live.trajectoryId, tabId)
      const tab = await browser.tabs.get(tabId).catch(() => null)
      if (!tab || isOwn(tab)) return
      await Promise.all([noteForbidden(database, live, tab), onActivated(database, live, tab, previousTabId, atMs)])
    }),
  )
}

async function onCreated(database: CairnDatabase, live: RecordingRow, tab: Tabs.Tab, atMs: number): Promise<void> {
  if (tab.id === undefined || isOwn(tab)) return
  const { id, index } = tab
  // The browser also names an opener for tabs a person opens; only a navigation target was opened by a page.
  await new Promise((resolve) => setTimeout(resolve, openingMs))
  if (!(await openedByPage(database, live, id)))
    await act(database, live, id, { name: 'new_tab', args: { index } }, atMs)
}

function onPopup(
  database: CairnDatabase,
  live: RecordingRow,
  details: WebNavigation.OnCreatedNavigationTargetDetailsType,
): Promise<unknown> {
  return appendOwn(database, live.trajectoryId, {
    kind: 'effect',
    name: 'popup',
    atMs: details.timeStamp,
    ...own,
    tabId: details.sourceTabId,
    frameId: details.sourceFrameId,
    causeId: null,
    openedTabId: details.tabId,
    url: redactUrl(details.url).url,
  })
}

/** Whether the log already says, since then, what brings this tab to the front by itself: it was opened, or another was closed. */
async function explainedSince(
  database: CairnDatabase,
  { trajectoryId }: RecordingRow,
  tabId: number,
  sinceMs: number,
): Promise<boolean> {
  const range = IDBKeyRange.bound([trajectoryId, sinceMs], [trajectoryId, Infinity])
  const rows = await database.getAllFromIndex('entries', 'byTime', range)
  return rows.some(
    ({ entry }) =>
      (entry.kind === 'effect' && entry.name === 'popup' && entry.openedTabId === tabId) ||
      (entry.kind === 'action' && entry.name === 'new_tab' && entry.tabId === tabId) ||
      (entry.kind === 'action' && entry.name === 'tab_close'),
  )
}

/** Notes once that a page in front of the person cannot be recorded. */
async function noteForbidden(database: CairnDatabase, { trajectoryId }: RecordingRow, tab: Tabs.Tab): Promise<void> {
  const detail = forbiddenPage(tab.url ?? '')
  if (tab.id === undefined || detail === null || isOwn(tab)) return
  const tabId = tab.id
  const url = redactUrl(tab.url ?? '').url
  const gaps = await entriesOfKind(database, trajectoryId, 'gap')
  if (gaps.some((entry) => entry.kind === 'gap' && entry.tabId === tabId && entry.url === url)) return
  await appendGap(database, trajectoryId, { tabId, url, reason: 'forbidden-page', detail })
}

async function onActivated(
  database: CairnDatabase,
  live: RecordingRow,
  tab: Tabs.Tab,
  previousTabId: number | undefined,
  atMs: number,
): Promise<void> {
  const tabId = tab.id
  if (tabId === undefined) return
  // Closing a tab brings another to the front by itself; only Firefox names the one before.
  if (previousTabId !== undefined && (await browser.tabs.get(previousTabId).catch(() => null)) === null) return
  await new Promise((resolve) => setTimeout(resolve, openingMs))
  if (await explainedSince(database, live, tabId, atMs - 2 * openingMs)) return
  await act(
    database,
    live,
    tabId,
    { name: 'tab_focus', args: { index: tab.index, url: redactUrl(tab.url ?? '').url } },
    atMs,
  )
}

function act<N extends ActionName>(
  database: CairnDatabase,
  live: RecordingRow,
  tabId: number,
  action: Pick<BrowserAction<N>, 'name' | 'args'>,
  atMs: number,
  transitionType: 'tab' | 'opened-tab' = 'tab',
): Promise<void> {
  return appendBrowserAction(database, live, { ...action, tabId, atMs, evidence: { transitionType } })
}

async function openedByPage(database: CairnDatabase, { trajectoryId }: RecordingRow, tabId: number): Promise<boolean> {
  const effects = await entriesOfKind(database, trajectoryId, 'effect')
  return effects.some((entry) => entry.kind === 'effect' && entry.name === 'popup' && entry.openedTabId === tabId)
}

/** Our own pages are not part of anybody's task. */
function isOwn(tab: Tabs.Tab): boolean {
  return (tab.pendingUrl ?? tab.url ?? '').startsWith(browser.runtime.getURL(''))
}
