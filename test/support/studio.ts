import { afterAll, afterEach, beforeAll } from 'vitest'
import type { BrowserUnderTest, TestPage } from './browser-under-test.ts'
import { launchBrowser } from './launch.ts'
import { servePages, type Pages } from './pages.ts'
import { openPopup, readRecorded, type Popup, type Recorded } from './popup.ts'

/** What the specs of one file share: a browser with the extension, pages on two origins, and the popup. */
export interface Studio {
  readonly browser: BrowserUnderTest
  readonly pages: Pages
  readonly popup: Popup
  /** Records what is done with a page that was open before; resolves with the exported file. */
  record: (path: string, run: (page: TestPage) => Promise<void>) => Promise<string>
  /** The same, read back and checked. */
  recording: (path: string, run: (page: TestPage) => Promise<void>) => Promise<Recorded>
}

/** A person needs a moment to look; long enough for the recorder to take a picture. */
const lookMs = 700

export function pause(durationMs = lookMs): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}

/** Opens the studio before the first spec of a file, and closes it after the last. */
export function useStudio(): Studio {
  let studio: Pick<Studio, 'browser' | 'pages' | 'popup'> | undefined

  async function open(): Promise<void> {
    const [browser, pages] = await Promise.all([launchBrowser(), servePages()])
    studio = { browser, pages, popup: await openPopup(browser) }
  }

  async function close(): Promise<void> {
    await studio?.browser.close()
    await studio?.pages.close()
    studio = undefined
  }

  beforeAll(open)
  afterEach(async ({ task }) => {
    // What failed may have left anything behind, a recording for one; the next spec must not fail of that.
    if (task.result?.state !== 'fail') return
    await close()
    await open()
  })
  afterAll(close)

  function opened(): Pick<Studio, 'browser' | 'pages' | 'popup'> {
    if (!studio) throw new Error('the studio opens before the first spec')
    return studio
  }

  async function record(path: string, run: (page: TestPage) => Promise<void>): Promise<string> {
    const { browser, pages, popup } = opened()
    const page = await browser.newPage(pages.url(path))
    await popup.record(`Work in ${path}`)
    await page.bringToFront()
    await pause()
    try {
      await run(page)
    } finally {
      // Also when it failed: the next spec must find the recorder idle.
      await popup.stop()
      await popup.judge('Yes')
    }
    const file = await popup.exportNewest()
    await page.close()
    return file
  }

  return {
    get browser() {
      return opened().browser
    },
    get pages() {
      return opened().pages
    },
    get popup() {
      return opened().popup
    },
    record,
    recording: async (path, run) => readRecorded(await record(path, run)),
  }
}
