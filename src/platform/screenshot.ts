import { browser } from './browser.ts'

/** JPEG quality: pixels are most of what a recording weighs, and text stays readable at 60. */
const quality = 60

/** Takes a picture of a tab; null when the browser cannot (a background tab in Chromium, a forbidden page). */
export async function captureTab(tabId: number): Promise<Blob | null> {
  const before = await browser.tabs.get(tabId)
  const options = { format: 'jpeg', quality } as const
  // Firefox can picture a tab in the background; Chromium pictures whatever tab is in front of a window.
  const captureBehind = (browser.tabs as { captureTab?: (id: number, options: object) => Promise<string> }).captureTab
  if (captureBehind) return toBlob(await captureBehind(tabId, options))
  if (!before.active || before.windowId === undefined) return null
  const url = await browser.tabs.captureVisibleTab(before.windowId, options)
  const after = await browser.tabs.get(tabId)
  return after.active ? toBlob(url) : null
}

function toBlob(dataUrl: string): Blob {
  const bytes = Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(',') + 1)), (character) => character.charCodeAt(0))
  return new Blob([bytes], { type: 'image/jpeg' })
}
