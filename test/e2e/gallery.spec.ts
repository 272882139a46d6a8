import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildGallery } from '../gallery/build.ts'
import { missing } from '../gallery/expectation.ts'
import { gallery } from '../gallery/registry.ts'
import type { GalleryApp } from '../gallery/app.ts'
import type { BrowserUnderTest } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, readRecorded, tell, type Popup } from '../support/popup.ts'

let browser: BrowserUnderTest
let built: Awaited<ReturnType<typeof buildGallery>>
let pages: Pages
let popup: Popup

beforeAll(async () => {
  ;[browser, built] = await Promise.all([launchBrowser(), buildGallery()])
  pages = await servePages(built.dir)
  popup = await openPopup(browser)
})
afterAll(async () => {
  await browser.close()
  await pages.close()
  await built.remove()
})

/** Records the session of an app in a tab of its own; resolves with the exported file. */
async function record(app: GalleryApp): Promise<string> {
  const page = await browser.newPage(pages.url(`/${app.name}/page.html`))
  await popup.record(app.name)
  await page.bringToFront()
  try {
    await app.session(page)
    await app.reached(page)
  } finally {
    // The next app must find the recorder idle.
    await popup.stop()
    await popup.judge('Yes')
  }
  const file = await popup.exportNewest()
  await page.close()
  return file
}

describe('the gallery', () => {
  it.each(gallery.map((app) => ({ app, name: app.name })))('$name is recorded as it was used', async ({ app }) => {
    const { actions } = await readRecorded(await record(app))
    expect(missing(app.expected, actions), `recorded:\n${actions.map(tell).join('\n')}`).toEqual([])
  })
})
