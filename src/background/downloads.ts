import { redactUrl } from '#redaction/url.ts'
import { browser, type Downloads } from '#platform/browser.ts'
import type { CairnDatabase, RecordingRow } from '#storage/database.ts'
import { appendOwn } from '#storage/log.ts'
import type { BackgroundContext } from './context.ts'
import { own } from './own.ts'
import { whileRecording } from './recording.ts'

/** Listens to downloads, and writes each as an effect when it has ended. */
export function listenToDownloads(context: BackgroundContext): void {
  browser.downloads.onChanged.addListener(({ id, state }) => {
    if (state?.current !== 'complete' && state?.current !== 'interrupted') return
    whileRecording(context, async (database, live) => {
      const [item] = await browser.downloads.search({ id })
      // Exports are our own doing.
      if (item && item.byExtensionId !== browser.runtime.id) await onEnded(database, live, item)
    })
  })
}

async function onEnded(database: CairnDatabase, live: RecordingRow, item: Downloads.DownloadItem): Promise<void> {
  const atMs = Date.parse(item.startTime)
  await appendOwn(database, live.trajectoryId, {
    kind: 'effect',
    name: 'download',
    atMs,
    ...own,
    tabId: await tabOf(item),
    causeId: null,
    url: redactUrl(item.url).url,
    fileName: item.filename.replace(/^.*[/\\]/, ''),
    mimeType: item.mime ?? '',
    bytes: item.fileSize >= 0 ? item.fileSize : null,
    state: item.state === 'complete' ? 'complete' : 'interrupted',
  })
}

/** No browser says which tab a download came from; the one in front whose page it names as its referrer did. */
async function tabOf({ referrer, url }: Downloads.DownloadItem): Promise<number | null> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true })
  const origin = originOf(tab?.url)
  return tab?.id !== undefined && origin !== null && (origin === originOf(referrer) || origin === originOf(url))
    ? tab.id
    : null
}

function originOf(url: string | undefined): string | null {
  try {
    return url === undefined ? null : new URL(url.replace(/^blob:/, '')).origin
  } catch {
    return null
  }
}
