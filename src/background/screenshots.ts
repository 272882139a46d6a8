import { captureTab } from '#platform/screenshot.ts'
import { pictureIdOf } from '#storage/checking.ts'
import { storeCapture } from '#storage/pictures.ts'
import type { BackgroundContext } from './context.ts'

/** Takes pictures when pages have settled, as often as the browser allows. */
export interface Screenshots {
  request: (trajectoryId: string, tabId: number) => void
  /** Takes one now; resolves when it is stored, or could not be taken. */
  takeNow: (trajectoryId: string, tabId: number) => Promise<void>
}

/** Chromium refuses more than two captures in a second. */
const spacingMs = 510

export function createScreenshots(context: BackgroundContext): Screenshots {
  // Pacing only: after the worker's death the next request simply starts anew.
  const waiting = new Map<number, string>()
  let running = false

  async function drain(): Promise<void> {
    if (running) return
    running = true
    try {
      for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
        const [tabId, trajectoryId] = next.value
        waiting.delete(tabId)
        const startedAt = performance.now()
        await takeNow(trajectoryId, tabId)
        const restMs = spacingMs - (performance.now() - startedAt)
        if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs))
      }
    } finally {
      running = false
    }
  }

  async function take(trajectoryId: string, tabId: number): Promise<void> {
    const startedAtMs = Date.now()
    const blob = await captureTab(tabId)
    const finishedAtMs = Date.now()
    if (!blob) return
    const [pictureId, bitmap] = await Promise.all([pictureIdOf(blob), createImageBitmap(blob)])
    const { width, height } = bitmap
    bitmap.close()
    const capture = { trajectoryId, tabId, startedAtMs, finishedAtMs, pictureId }
    const storing = context.writable().then((database) => storeCapture(database, capture, { blob, width, height }))
    context.track(storing)
    await storing
  }

  function takeNow(trajectoryId: string, tabId: number): Promise<void> {
    return take(trajectoryId, tabId).catch((error: unknown) => {
      // The tab closed, or shows a page nobody may picture; observations then say they have no screenshot.
      console.debug('cairn: no screenshot', error)
    })
  }

  return {
    takeNow,
    request(trajectoryId, tabId) {
      waiting.set(tabId, trajectoryId)
      void drain()
    },
  }
}
