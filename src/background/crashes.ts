import { deliveryPort, type FromContent } from '#messages/delivery.ts'
import { browser } from '#platform/browser.ts'
import type { BackgroundContext } from './context.ts'
import { pageName } from './content-scripts.ts'
import type { Ports } from './ports.ts'
import { appendGap, whileRecording } from './recording.ts'

/** A page that makes room for another, or connects anew, has done so by then. */
const patienceMs = 800

/** Notes pages that died with their process: they say nothing any more, and nothing comes in their place. */
export function listenToCrashes(context: BackgroundContext, ports: Ports): void {
  /** The document that last came into a tab, and when; only the last moment counts, so a worker that dies may forget it. */
  const arrived = new Map<number, { documentId: string | undefined; atMs: number }>()
  browser.webNavigation.onCommitted.addListener((details) => {
    const { tabId, frameId, documentId } = details as typeof details & { documentId?: string }
    if (frameId === 0) arrived.set(tabId, { documentId, atMs: performance.now() })
  })
  browser.tabs.onRemoved.addListener((tabId) => arrived.delete(tabId))

  /** Whether another document has come in its place just now. A browser that does not name them leaves it open which. */
  function isReplaced(tabId: number, documentId: string | undefined): boolean {
    const last = arrived.get(tabId)
    if (!last || performance.now() - last.atMs >= 2 * patienceMs) return false
    return documentId === undefined || last.documentId !== documentId
  }

  browser.runtime.onConnect.addListener((port) => {
    const { name, sender } = port
    const tabId = sender?.tab?.id
    const url = sender?.url ?? ''
    if (name !== deliveryPort || sender?.frameId !== 0 || tabId === undefined) return
    let saidGoodbye = false
    port.onMessage.addListener((message: unknown) => {
      if ((message as FromContent).type === 'goodbye') saidGoodbye = true
    })
    port.onDisconnect.addListener(() => {
      if (saidGoodbye) return
      whileRecording(context, async (database, { trajectoryId }, atMs) => {
        await new Promise((resolve) => setTimeout(resolve, patienceMs))
        const tab = await browser.tabs.get(tabId).catch(() => null)
        if (!tab || tab.discarded || tab.status === 'loading') return
        if (isReplaced(tabId, sender.documentId) || ports.speaks(tabId, 0)) return
        // Nobody says that a page which could not be loaded has come.
        if ((await browser.webNavigation.getFrame({ tabId, frameId: 0 }))?.errorOccurred === true) return
        const detail = `${pageName(url)} crashed; it is recorded again once it is reloaded`
        await appendGap(database, trajectoryId, { tabId, url, reason: 'tab-crashed', detail }, atMs)
      })
    })
  })
}
