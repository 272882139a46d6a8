import { describe, expect, it } from 'vitest'
import { readRecorded } from '../support/popup.ts'
import { pause, useStudio } from '../support/studio.ts'
import type { TestPage } from '../support/browser-under-test.ts'

const studio = useStudio()

/** Keys of the entries that are in the database of the extension. */
const keysIn = (page: TestPage): Promise<[trajectoryId: string, sourceId: string, n: number][]> =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('cairn')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error ?? new Error('not opened'))
    })
    const keys = await new Promise<[string, string, number][]>((resolve) => {
      const request = database.transaction('entries').objectStore('entries').getAllKeys()
      request.onsuccess = () => resolve(request.result as unknown as [string, string, number][])
    })
    database.close()
    return keys
  })

/** Takes rows out of the database behind the recorder's back. */
const take = (page: TestPage, store: string, key: unknown, upTo: unknown): Promise<void> =>
  page.evaluate(
    async ({ store, key, upTo }) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('cairn')
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error ?? new Error('not opened'))
      })
      const transaction = database.transaction(store, 'readwrite')
      transaction.objectStore(store).delete(IDBKeyRange.bound(key, upTo))
      await new Promise((resolve) => (transaction.oncomplete = resolve))
      database.close()
    },
    { store, key, upTo },
  )

/** As at the next start of the browser, which has forgotten that it looked. */
async function startAgain(): Promise<void> {
  const { browser, popup } = studio
  await popup.page.evaluate(() => chrome.storage.session.clear())
  await browser.stopBackground()
  await popup.page.reload()
  await popup.page.waitFor(async () => (await chrome.storage.session.get('storeLookedAt')).storeLookedAt === true)
  await popup.page.reload()
  await popup.page.waitFor(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false')
}

const told = (): Promise<string[]> =>
  studio.popup.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-loss]')].map(({ innerText }) => innerText),
  )

/** Sets the checkbox on the options page. */
async function saveFinished(): Promise<void> {
  const options = await studio.browser.openExtensionPage('options.html')
  await options.click('#saveFinished')
  await options.click('button.primary')
  await options.waitFor(() => document.body.innerText.includes('Saved.'))
  await options.close()
}

describe('what the browser lost of its store', () => {
  it('is told until it is dismissed, with what can be had again; a recording that lost something ends', async () => {
    const { browser, pages, popup } = studio
    const file = await studio.record('/workbench.html', async (page) => {
      await page.click('#count')
      await page.type('#notes', 'to be lost')
      await pause()
    })
    const firsts = await keysIn(popup.page)
    const first = firsts[0]?.[0] ?? ''
    await startAgain()
    expect(await told()).toEqual([])

    const page = await browser.newPage(pages.url('/workbench.html'))
    await popup.record('Lost on the way')
    await page.bringToFront()
    await page.click('#count')
    // The ledger may lag behind for two seconds.
    await pause(3000)
    const lives = (await keysIn(popup.page)).filter(([id]) => id !== first)
    // The last entry of the source that has most: all but its first are taken.
    const [live = '', source = ''] = lives.sort((a, b) => a[2] - b[2]).at(-1) ?? []
    // All of the first, and of the second what one source had.
    await take(popup.page, 'trajectories', first, first)
    for (const store of ['entries', 'segments', 'sources', 'pictures'])
      await take(popup.page, store, [first], [first, []])
    await take(popup.page, 'entries', [live, source, 2], [live, source, Infinity])
    await startAgain()
    const [one = '', two = '', ...more] = await told()
    expect(more).toEqual([])
    const [gone, shorter] = one.includes('Lost on the way') ? [two, one] : [one, two]
    expect(gone).toContain(`All of it is gone: ${firsts.length} entries.`)
    expect(gone).toContain(`the file it was saved to, ${file}`)
    expect(shorter).toMatch(/Gone: \d+ of \d+ entries/)
    expect(shorter).toContain('It was being recorded; the recording has ended.')
    expect(shorter).toContain('neither exported nor uploaded')
    expect(await popup.listed()).toEqual(['Lost on the way'])

    await popup.press('Dismiss')
    await popup.page.waitFor(() => document.querySelectorAll('[data-loss]').length === 1)
    await popup.press('Dismiss')
    await popup.page.waitFor(() => document.querySelectorAll('[data-loss]').length === 0)
    await startAgain()
    expect(await told()).toEqual([])
    const { header, log } = await readRecorded(await popup.exportNewest(), { storageLost: true })
    expect(header.status).toBe('interrupted')
    expect(header.coverage['storage-lost']).toBeGreaterThan(0)
    const gap = log.find(
      (entry) => entry.kind === 'gap' && entry.reason === 'storage-lost' && entry.count !== undefined,
    )
    expect(gap).toMatchObject({ detail: expect.stringMatching(/the browser lost \d+ of \d+ stored entries/) as string })
    await page.close()
  })

  it('while it is being recorded ends the recording, and another can be made', async () => {
    const { browser, pages, popup } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    await popup.record('Emptied')
    await page.bringToFront()
    await page.click('#count')
    await pause(3000)
    // Like a browser that finds the files broken: it closes every connection and begins with nothing.
    await popup.page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const deleting = indexedDB.deleteDatabase('cairn')
          deleting.onsuccess = () => resolve()
          deleting.onerror = () => reject(deleting.error ?? new Error('not deleted'))
        }),
    )
    const seen = async (): Promise<string> => {
      await popup.page.reload()
      await popup.page.waitFor(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false')
      return (await told()).join()
    }
    await expect.poll(seen, { timeout: 20_000 }).toContain('It was being recorded; the recording has ended.')
    while ((await told()).length > 0) {
      await popup.press('Dismiss')
      await pause()
    }
    const { header } = await studio.recording('/workbench.html', async (next) => {
      await next.click('#count')
    })
    expect(header.status).toBe('complete')
    await page.close()
  })
})

describe('a finished trajectory', () => {
  it('is saved by itself where that is set, and again when it is judged', async () => {
    const { browser, pages, popup } = studio
    await saveFinished()
    const page = await browser.newPage(pages.url('/workbench.html'))
    await popup.record('Saved by itself')
    await page.bringToFront()
    await page.click('#count')
    await popup.stop()
    const savedTo = (): Promise<string> =>
      popup.page.evaluate(
        () =>
          [...document.querySelectorAll('li.card p.quiet')]
            .map(({ textContent }) => /^Saved to (.*)$/.exec(textContent)?.[1])
            .find((path) => path !== undefined) ?? '',
      )
    await popup.judge('Partly')
    const read = async () => {
      await popup.page.reload()
      await popup.page.waitFor(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false')
      const path = await savedTo()
      return path === '' ? null : (await readRecorded(path)).header.outcome?.success
    }
    await expect.poll(read, { timeout: 20_000, interval: 500 }).toBe('partly')
    await page.close()
  })
})
