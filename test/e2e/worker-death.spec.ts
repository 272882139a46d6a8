import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserUnderTest } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, readRecorded } from '../support/popup.ts'

let browser: BrowserUnderTest
let pages: Pages

beforeAll(async () => {
  ;[browser, pages] = await Promise.all([launchBrowser(), servePages()])
})
afterAll(async () => {
  await browser.close()
  await pages.close()
})

describe('the background, killed again and again while a person types and clicks', () => {
  it('loses nothing and stores nothing twice', async () => {
    const popup = await openPopup(browser)
    const page = await browser.newPage(pages.url('/workbench.html'))
    await popup.record('Survive')
    await page.bringToFront()
    // The page's own book of what happened, to hold against the log.
    await page.evaluate(() => {
      const book: string[] = []
      Object.assign(window, { book })
      addEventListener(
        'click',
        (event) => {
          if (event.isTrusted) book.push(`click ${(event.target as Element).id}`)
        },
        true,
      )
      addEventListener(
        'focusout',
        (event) => {
          if (event.target instanceof HTMLTextAreaElement) book.push(`typed ${event.target.value}`)
        },
        true,
      )
    })
    let expected = 0
    for (let round = 0; round < 12; round++) {
      await page.click('#count')
      // Every third kill falls between two actions, the others in the middle of one.
      const kill = browser.stopBackground()
      if (round % 3 === 0) await kill
      await page.type('#notes', `${round} `)
      await page.click('#count')
      await kill
      expected += 2
    }
    const book = await page.evaluate(() => (window as unknown as { book: string[] }).book)
    expect(book.filter((line) => line === 'click count')).toHaveLength(expected)
    await popup.page.close()

    const after = await openPopup(browser)
    await after.page.waitFor(() => document.querySelector('section[aria-label="Recording"]'))
    await after.stop()
    await after.judge('Yes')
    // Reading it checks that no number is missing from any source and none stands twice.
    const { actions, header } = await readRecorded(await after.exportNewest())
    expect(header.status).toBe('complete')
    const mine = actions.filter(({ surface }) => surface === 'page')
    expect(
      mine.filter(({ name, target }) => (name === 'click' || name === 'dblclick') && target?.attributes.id === 'count'),
    ).toHaveLength(expected)
    expect(mine.flatMap((action) => (action.name === 'fill' ? [`typed ${action.args.value}`] : []))).toEqual(
      book.filter((line) => line.startsWith('typed')),
    )
  })
})
