import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup } from '../support/popup.ts'

let browser: BrowserUnderTest
let pages: Pages

beforeAll(async () => {
  ;[browser, pages] = await Promise.all([launchBrowser(), servePages()])
})
afterAll(async () => {
  await browser.close()
  await pages.close()
})

/** Everything a page can look at to notice a recorder: globals, natives, its own DOM. */
function lookAround(page: TestPage): Promise<{ globals: string[]; natives: string[]; elements: number }> {
  return page.evaluate(() => {
    const natives = [
      EventTarget.prototype.dispatchEvent,
      EventTarget.prototype.addEventListener,
      window.fetch,
      Element.prototype.attachShadow,
      History.prototype.pushState,
      Object.getOwnPropertyDescriptor(Document.prototype, 'createElement')?.value as () => void,
    ]
    return {
      globals: Object.getOwnPropertyNames(window).sort(),
      natives: natives.map((native) => `${native.name} ${Function.prototype.toString.call(native)}`),
      elements: document.querySelectorAll('*').length,
    }
  })
}

describe('a page, while Cairn does not record', () => {
  it('has no trace of it before, nor after a recording has stopped', async () => {
    const page = await browser.newPage(pages.url('/arrived.html'))
    const before = await lookAround(page)
    const listenersBefore = await browser.countListeners(page)
    expect(before.globals.filter((name) => /cairn|rrweb/i.test(name))).toEqual([])

    const popup = await openPopup(browser)
    await popup.record('Come and go')
    await page.bringToFront()
    await page.click('#here')
    const during = await browser.countListeners(page)
    if (during !== null) expect(during).toBeGreaterThan(listenersBefore ?? 0)
    await popup.stop()

    expect(await lookAround(page)).toEqual(before)
    expect(await browser.countListeners(page)).toEqual(listenersBefore)
    const fresh = await browser.newPage(pages.url('/arrived.html'))
    expect(await lookAround(fresh)).toEqual(before)
    expect(await browser.countListeners(fresh)).toEqual(listenersBefore)
    await fresh.close()
    await page.close()
  })

  it('cannot reach any file of the extension', async () => {
    const page = await browser.newPage(pages.url('/arrived.html'))
    const dist = browser.name === 'firefox' ? 'dist/firefox' : 'dist/chrome-testing'
    const files = (await readdir(dist, { recursive: true, withFileTypes: true }))
      .filter((file) => file.isFile())
      .map((file) => `${file.parentPath.slice(dist.length)}/${file.name}`)
    expect(files).toContain('/manifest.json')
    const reached = await page.evaluate(
      async ({ origin, files }) => {
        const results = await Promise.all(
          files.map((file) =>
            fetch(origin + file).then(
              () => file,
              () => null,
            ),
          ),
        )
        return results.filter((file) => file !== null)
      },
      { origin: browser.extensionOrigin, files },
    )
    expect(reached).toEqual([])
    await page.close()
  })
})
