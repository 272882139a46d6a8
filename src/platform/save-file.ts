import { browser } from './browser.ts'

/** Page of the offscreen document, relative to the extension's root. */
const offscreenPage = 'src/entrypoints/offscreen.html'

/** What the offscreen document is asked to do. */
export type OffscreenRequest =
  | { offscreen: 'make-url'; trajectoryId: string; format: string; bucket: string | null }
  | { offscreen: 'revoke-url'; url: string }

/** True where this context can make object URLs by itself (Firefox); a Chromium worker cannot. */
export function canMakeUrls(): boolean {
  return typeof URL.createObjectURL === 'function'
}

/** Asks the offscreen document, opening it first when there is none. */
export async function askOffscreen(request: OffscreenRequest): Promise<unknown> {
  if (!(await chrome.offscreen.hasDocument())) {
    await chrome.offscreen
      .createDocument({
        url: offscreenPage,
        reasons: [chrome.offscreen.Reason.BLOBS],
        justification: 'Builds the file you export.',
      })
      .catch((error: unknown) => {
        // Two exports at once: the other one opened it.
        if (!String(error).includes('single offscreen')) throw error
      })
  }
  return browser.runtime.sendMessage(request)
}

/** What happens to a file of that name: it stays, and the new one gets another name, or it is replaced. */
export type OnConflict = 'uniquify' | 'overwrite'

/** Saves an object URL under a name in the downloads folder; resolves with the path once the file is complete. */
export async function saveUrl(url: string, filename: string, conflictAction: OnConflict): Promise<string> {
  const id = await browser.downloads.download({ url, filename, saveAs: false, conflictAction })
  for (;;) {
    const [item] = await browser.downloads.search({ id })
    if (item?.state === 'complete') return item.filename
    if (!item || item.state === 'interrupted')
      throw new Error(`the download was interrupted: ${item?.error ?? 'it vanished from the list'}`)
    await new Promise<void>((resolve) => {
      const done = (): void => {
        browser.downloads.onChanged.removeListener(onChanged)
        clearTimeout(timer)
        resolve()
      }
      const onChanged = (delta: { id: number }): void => {
        if (delta.id === id) done()
      }
      const timer = setTimeout(done, 500)
      browser.downloads.onChanged.addListener(onChanged)
    })
  }
}
