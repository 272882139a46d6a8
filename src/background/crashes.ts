import { deliveryPort } from '#messages/delivery.ts'
import { browser, type Tabs } from '#platform/browser.ts'
import type { BackgroundContext } from './context.ts'
import { pageName } from './content-scripts.ts'
import { appendGap, whileRecording } from './recording.ts'

/** A page that makes room for another is gone this long before the browser says which. */
const arrivalMs = 300

/** Notes pages that died with their process: their ports close, and nothing comes in their place. */
export function listenToCrashes(context: BackgroundContext): void {
  /** When a document last came into a tab; only the last moment counts, so a worker that dies may forget it. */
  const arrivedAtMs = new Map<number, number>()
  browser.webNavigation.onCommitted.addListener(({ tabId, frameId }) => {
    if (frameId === 0) arrivedAtMs.set(tabId, performance.now())
  })
  browser.tabs.onRemoved.addListener((tabId) => arrivedAtMs.delete(tabId))

  browser.runtime.onConnect.addListener(({ name, sender, onDisconnect }) => {
    const tabId = sender?.tab?.id
    const url = sender?.url ?? ''
    if (name !== deliveryPort || sender?.frameId !== 0 || tabId === undefined) return
    onDisconnect.addListener(() =>
      whileRecording(context, async (database, { trajectoryId }) => {
        await new Promise((resolve) => setTimeout(resolve, arrivalMs))
        const tab = await browser.tabs.get(tabId).catch(() => null)
        const sinceMs = performance.now() - (arrivedAtMs.get(tabId) ?? -Infinity)
        if (!tab || sinceMs < 2 * arrivalMs || !isEmptied(tab, url)) return
        const detail = `${pageName(url)} crashed; it is recorded again once it is reloaded`
        await appendGap(database, trajectoryId, { tabId, url, reason: 'tab-crashed', detail })
      }),
    )
  })
}

/** Chromium says that nothing is loaded in the tab any more, Firefox shows an empty page there. */
function isEmptied({ status, discarded, url = '' }: Tabs.Tab, before: string): boolean {
  if (discarded) return false
  return status === 'unloaded' || (url !== before && /^about:(blank|tabcrashed)/.test(url))
}
