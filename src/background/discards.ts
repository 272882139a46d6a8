import { redactUrl } from '#redaction/url.ts'
import { browser } from '#platform/browser.ts'
import { emptyTab, type CairnDatabase } from '#storage/database.ts'
import { appendOwn } from '#storage/log.ts'
import { rememberTab } from '#storage/tabs.ts'
import type { BackgroundContext } from './context.ts'
import { own } from './own.ts'
import { whileRecording } from './recording.ts'

/** Where a tab gets a new number by being discarded, the browser says that first. */
const renumberingMs = 250

/** Follows tabs whose page the browser throws away to save memory: what comes back in them is nobody's navigation. */
export function listenToDiscards(context: BackgroundContext): void {
  browser.tabs.onReplaced.addListener((addedTabId, removedTabId) =>
    whileRecording(context, (database, { trajectoryId }, atMs) =>
      note(database, trajectoryId, atMs, removedTabId, addedTabId),
    ),
  )
  browser.tabs.onUpdated.addListener((tabId, { discarded }) => {
    if (discarded === true)
      whileRecording(context, async (database, { trajectoryId }, atMs) => {
        await new Promise((resolve) => setTimeout(resolve, renumberingMs))
        const tab = await database.get('tabs', [trajectoryId, tabId])
        if (tab?.restoringUntilMs === undefined) await note(database, trajectoryId, atMs, tabId, null)
      })
  })
}

async function note(
  database: CairnDatabase,
  trajectoryId: string,
  atMs: number,
  tabId: number,
  becameTabId: number | null,
): Promise<void> {
  const known = (await database.get('tabs', [trajectoryId, tabId])) ?? emptyTab
  await rememberTab(database, trajectoryId, becameTabId ?? tabId, { ...known, restoringUntilMs: Infinity })
  const { url = '' } = await browser.tabs.get(becameTabId ?? tabId).catch(() => ({ url: '' }))
  await appendOwn(database, trajectoryId, {
    kind: 'effect',
    name: 'discarded',
    atMs,
    ...own,
    tabId,
    causeId: null,
    url: redactUrl(url).url,
    becameTabId,
  })
}
