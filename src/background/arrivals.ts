import { browser } from '#platform/browser.ts'
import type { BackgroundContext } from './context.ts'
import { injectIntoTab } from './content-scripts.ts'
import type { Ports } from './ports.ts'
import { whileRecording } from './recording.ts'

/** A page that got the scripts by itself speaks at the first look; one that still spoke for a former recording has ended that by the last. */
const looksMs = [200, 400, 800, 1600, 3200]

/**
 * Goes into pages that were ready before the recording began and come into view only now: prerendered ones, and those of
 * the back-forward cache. The browser puts the scripts into pages that begin to load, and these have done so.
 */
export function listenToArrivals(context: BackgroundContext, ports: Ports): void {
  browser.webNavigation.onCommitted.addListener(({ tabId, frameId, url }) => {
    if (frameId !== 0) return
    // Asked here too: while nothing is recorded there is nothing to look for.
    whileRecording(context, () => {
      for (const waitMs of looksMs)
        setTimeout(() => {
          if (!ports.speaks(tabId, 0)) whileRecording(context, () => injectIntoTab(context, tabId, url))
        }, waitMs)
      return Promise.resolve()
    })
  })
}
