import { redactUrl } from '#redaction/url.ts'
import { browser, type WebNavigation } from '#platform/browser.ts'
import { tellsWhoTravels } from '#platform/environment.ts'
import { emptyTab, type CairnDatabase, type RecordingRow, type TabRow } from '#storage/database.ts'
import { appendOwn } from '#storage/log.ts'
import { rememberTab } from '#storage/tabs.ts'
import { appendBrowserAction } from './browser-action.ts'
import type { BackgroundContext } from './context.ts'
import { own } from './own.ts'
import { liveRecording } from './recording.ts'

/** Transition types that say: the person used the browser's own interface. */
const interfaceTransitions = new Set([
  'typed',
  'auto_bookmark',
  'generated',
  'keyword',
  'keyword_generated',
  'start_page',
])

type Details = WebNavigation.OnCommittedDetailsType | WebNavigation.OnHistoryStateUpdatedDetailsType

/** Listens to navigations of every tab and writes them as actions of a person or as effects of what happened in the page. */
export function listenToNavigation(context: BackgroundContext): void {
  browser.webNavigation.onCommitted.addListener((details) => context.track(record(details, false)))
  browser.webNavigation.onHistoryStateUpdated.addListener((details) => context.track(record(details, true)))
  browser.webNavigation.onReferenceFragmentUpdated.addListener((details) => context.track(record(details, true)))

  async function record(details: Details, sameDocument: boolean): Promise<void> {
    if (details.frameId !== 0 || details.url === 'about:blank') return
    const database = await context.writable()
    const live = await liveRecording(database)
    if (live?.phase !== 'recording' || details.url.startsWith(browser.runtime.getURL(''))) return
    await recordNavigation(database, live, details, sameDocument)
  }
}

async function recordNavigation(
  database: CairnDatabase,
  live: RecordingRow,
  details: Details,
  sameDocument: boolean,
): Promise<void> {
  const { trajectoryId } = live
  const { tabId, transitionType, transitionQualifiers } = details
  const before = (await database.get('tabs', [trajectoryId, tabId])) ?? emptyTab
  const index = await historyIndexOf(tabId)
  await rememberTab(database, trajectoryId, tabId, {
    historyIndex: index,
    ...(sameDocument ? {} : { documentAtMs: details.timeStamp }),
    ...(before.restoringUntilMs === Infinity ? { restoringUntilMs: details.timeStamp + restoringMs } : {}),
  })
  const base = {
    atMs: details.timeStamp,
    ...own,
    tabId,
    frameId: 0,
  } as const
  const url = redactUrl(details.url).url
  const restoring = !sameDocument && details.timeStamp < (before.restoringUntilMs ?? -Infinity)
  const journey = restoring ? null : await journeyOf(database, trajectoryId, details, before, index)
  if (journey === null) {
    // The cause is derived from the whole log when it is read: an action may still be on its way.
    await appendOwn(database, trajectoryId, {
      ...base,
      kind: 'effect',
      name: 'navigation',
      causeId: null,
      url,
      sameDocument,
      transitionType,
      transitionQualifiers,
    })
    return
  }
  await appendBrowserAction(database, live, {
    name: journey.name,
    args: { url },
    tabId,
    frameId: 0,
    atMs: details.timeStamp,
    evidence: { transitionType, transitionQualifiers, ...(journey.told ? {} : { perhapsByPage: true }) },
  })
}

/** Firefox puts an empty document into a tab that it restores, then the page. */
const restoringMs = 1000
/** What a page does to its history comes this soon after what was done in the page. */
const traversalCauseMs = 300
/** What a page sends in its last moment may be stored shortly after the navigation is announced. */
const lateMs = 200

/** An action that takes a tab somewhere, and whether the browser tells that its own interface did it. */
interface Journey {
  name: 'goto' | 'go_back' | 'go_forward' | 'reload'
  told: boolean
}

/** The action behind a navigation when it came, or may have come, from the browser's own interface; null when the page did it. */
async function journeyOf(
  database: CairnDatabase,
  trajectoryId: string,
  details: Details,
  before: TabRow,
  index: number | null,
): Promise<Journey | null> {
  const { tabId, timeStamp, transitionType, transitionQualifiers } = details
  if (transitionQualifiers.includes('from_address_bar'))
    return { name: transitionType === 'reload' ? 'reload' : 'goto', told: true }
  const traversal = transitionQualifiers.includes('forward_back')
  if (!traversal && transitionType !== 'reload')
    return interfaceTransitions.has(transitionType) ? { name: 'goto', told: true } : null
  await new Promise((resolve) => setTimeout(resolve, lateMs))
  const { traversing, lastAction } = (await database.get('tabs', [trajectoryId, tabId])) ?? emptyTab
  const heard = traversal && traversing && Math.abs(timeStamp - traversing.atMs) < 1500 ? traversing : null
  const announced = heard?.userInitiated === true
  if (heard && !announced && tellsWhoTravels()) return null
  const sinceActionMs = lastAction ? timeStamp - lastAction.atMs : Infinity
  if (!announced && sinceActionMs < traversalCauseMs) return null
  const told = announced || tellsWhoTravels()
  if (!traversal) return { name: 'reload', told }
  const forward = index !== null && before.historyIndex !== null && index > before.historyIndex
  return { name: forward ? 'go_forward' : 'go_back', told }
}

/** Where a tab stands in its session history; null where the browser does not tell. Read in our own world. */
async function historyIndexOf(tabId: number): Promise<number | null> {
  const read = (): number | null => ('navigation' in window ? (window.navigation.currentEntry?.index ?? null) : null)
  const results = await browser.scripting
    .executeScript({ target: { tabId }, func: read, injectImmediately: true })
    .catch(() => [])
  const index: unknown = results[0]?.result
  return typeof index === 'number' ? index : null
}
