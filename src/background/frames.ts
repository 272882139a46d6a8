import { redactUrl } from '#redaction/url.ts'
import { deliveryPort } from '#messages/delivery.ts'
import { browser, type WebNavigation } from '#platform/browser.ts'
import { appendOwn, entriesOfKind } from '#storage/log.ts'
import { showBadge } from './badge.ts'
import { forbiddenPage, pageName } from './content-scripts.ts'
import type { BackgroundContext } from './context.ts'
import { own } from './own.ts'
import type { Ports } from './ports.ts'
import { liveRecording } from './recording.ts'

/** A frame from which no content script has spoken this long after it was there is not recorded. */
const silenceMs = 2500

type Frame = WebNavigation.GetAllFramesCallbackDetailsItemType & {
  /** Chromium alone: a page may be prepared in a tab before the person goes there. */
  documentLifecycle?: 'active' | 'prerender' | 'cached' | 'pending_deletion'
}

/** Looks for frames the recorder could not get into, after a page or one of its frames has come, and notes each as a gap. */
export function listenToFrames(context: BackgroundContext, ports: Ports): void {
  /** Tabs that will be looked at: many frames come at once. */
  const waiting = new Set<number>()

  function lookLater(tabId: number): void {
    if (waiting.has(tabId)) return
    waiting.add(tabId)
    setTimeout(() => {
      waiting.delete(tabId)
      context.track(look(tabId))
    }, silenceMs)
  }

  // A top document speaks when a recording starts, and after each navigation.
  browser.runtime.onConnect.addListener(({ name, sender }) => {
    if (name === deliveryPort && sender?.frameId === 0 && sender.tab?.id !== undefined) lookLater(sender.tab.id)
  })
  browser.webNavigation.onCompleted.addListener(({ tabId, frameId }) => {
    if (frameId !== 0) lookLater(tabId)
  })

  async function look(tabId: number): Promise<void> {
    const database = await context.writable()
    const live = await liveRecording(database)
    // A page that does not speak at all has a gap of its own.
    if (live?.phase !== 'recording' || !ports.speaks(tabId, 0)) return
    const frames = (await browser.webNavigation.getAllFrames({ tabId }).catch(() => null)) ?? []
    const silent = frames.filter((frame) => isPage(frame) && !ports.speaks(tabId, frame.frameId))
    if (silent.length === 0) return
    const gaps = await entriesOfKind(database, live.trajectoryId, 'gap')
    for (const { frameId, url: address } of silent) {
      const url = redactUrl(address).url
      if (gaps.some((gap) => gap.kind === 'gap' && gap.tabId === tabId && gap.frameId === frameId && gap.url === url))
        continue
      await appendOwn(database, live.trajectoryId, {
        kind: 'gap',
        atMs: Date.now(),
        ...own,
        tabId,
        frameId,
        reason: 'frame-failed',
        detail: `a frame of ${pageName(address)} is not recorded; the browser did not let Cairn into it`,
        url,
      })
      await showBadge('warn')
    }
  }
}

/** Whether there is a page to record in a frame: an empty one, or one that did not load, is no loss. */
function isPage({ frameId, url, errorOccurred, documentLifecycle }: Frame): boolean {
  return (
    frameId !== 0 &&
    documentLifecycle !== 'prerender' &&
    !errorOccurred &&
    url !== '' &&
    url !== 'about:blank' &&
    forbiddenPage(url) === null
  )
}
