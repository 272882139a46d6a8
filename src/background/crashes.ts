import { deliveryPort } from '#messages/delivery.ts'
import { browser } from '#platform/browser.ts'
import type { BackgroundContext } from './context.ts'
import { pageName } from './content-scripts.ts'
import type { Ports } from './ports.ts'
import { appendGap, whileRecording } from './recording.ts'

/** A page that makes room for another, or connects anew, has done so by then. */
const patienceMs = 800

/** Notes pages that died with their process: they say nothing any more, and nothing comes in their place. */
export function listenToCrashes(context: BackgroundContext, ports: Ports): void {
  /** When a document last came into a tab; only the last moment counts, so a worker that dies may forget it. */
  const arrivedAtMs = new Map<number, number>()
  browser.webNavigation.onCommitted.addListener(({ tabId, frameId }) => {
    if (frameId === 0) arrivedAtMs.set(tabId, performance.now())
  })
  browser.tabs.onRemoved.addListener((tabId) => arrivedAtMs.delete(tabId))

  browser.runtime.onConnect.addListener((port) => {
    const { name, sender } = port
    const tabId = sender?.tab?.id
    const url = sender?.url ?? ''
    if (name !== deliveryPort || sender?.frameId !== 0 || tabId === undefined) return
    port.onDisconnect.addListener(() =>
      whileRecording(context, async (database, { trajectoryId }, atMs) => {
        await new Promise((resolve) => setTimeout(resolve, patienceMs))
        const tab = await browser.tabs.get(tabId).catch(() => null)
        const isReplaced = performance.now() - (arrivedAtMs.get(tabId) ?? -Infinity) < 2 * patienceMs
        if (!tab || tab.discarded || tab.status === 'loading' || isReplaced || ports.speaks(tabId, 0)) return
        const detail = `${pageName(url)} crashed; it is recorded again once it is reloaded`
        await appendGap(database, trajectoryId, { tabId, url, reason: 'tab-crashed', detail }, atMs)
      }),
    )
  })
}
