import { describe, expect, it } from 'vitest'
import type { TestPage } from '../support/browser-under-test.ts'
import { readRecorded } from '../support/popup.ts'
import { pause, useStudio } from '../support/studio.ts'

const studio = useStudio()

describe('a page that changes faster than can be stored', () => {
  it('loses how it looked for a while, and says so, but no action', async () => {
    const { log, actions, dom } = await studio.recording('/workbench.html', async (page) => {
      await page.click('#count')
      await page.evaluate(async () => {
        for (let round = 0; round < 14; round++) {
          document.body.dataset.state = String(round % 10).repeat(4 * 1024 * 1024)
          await new Promise((resolve) => setTimeout(resolve))
        }
        document.body.dataset.state = 'calm again'
      })
      await page.click('#count')
      // Everything that waits is stored before the recording ends by itself.
      await pause(8000)
      await page.click('#count')
    })
    expect(actions.filter(({ name }) => name === 'click')).toHaveLength(3)
    const gaps = log.flatMap((entry) => (entry.kind === 'gap' ? [entry] : []))
    // Where the disk is quick, what waits runs low in the midst of the flood, and there is more than one gap.
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['load-shed']))
    const given = gaps.reduce((sum, { count = 0 }) => sum + count, 0)
    expect(given).toBeGreaterThan(0)
    const sourceId = actions.find(({ name }) => name === 'click')?.id.split(':')[0] ?? ''
    const lines = await dom(sourceId)
    const shed = lines.filter(({ data }) => (data as { tag?: string }).tag === 'cairn.shed')
    expect(shed).toHaveLength(given)
    // The stream begins anew once there is room, with what the page looks like then.
    const last = lines.findLastIndex(({ type }) => type === 2)
    expect(last).toBeGreaterThan(lines.findLastIndex(({ data }) => (data as { tag?: string }).tag === 'cairn.shed'))
    expect(JSON.stringify(lines.slice(last))).toContain('calm again')
  })
})

describe('a recording that rests', () => {
  it('holds nothing of what happens meanwhile, says so, and goes on in the same pages', async () => {
    const { browser, pages, popup } = studio
    const page = await browser.newPage(pages.url('/workbench.html'))
    await popup.record('Work with a rest')
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await popup.press('Pause')
    await popup.page.waitFor(() => document.body.innerText.includes('Go on'))
    expect(await popup.page.text('section[aria-label="Recording"]')).toContain('Paused')
    await page.bringToFront()
    await page.type('#notes', 'nobody looks')
    const second = await browser.newPage(pages.url('/workbench.html?second'))
    await second.click('#count')
    // What must survive the worker is not in it.
    await browser.stopBackground()
    await popup.press('Go on')
    await popup.page.waitFor(() => document.body.innerText.includes('Pause'))
    await second.bringToFront()
    await pause()
    await second.click('#count')
    await page.bringToFront()
    await page.click('#count')
    await pause()
    await popup.stop()
    await popup.judge('Yes')

    const { actions, log } = await readRecorded(await popup.exportNewest())
    expect(actions.filter(({ name }) => name === 'click').map(({ actor }) => actor)).toEqual([
      'human',
      'human',
      'human',
    ])
    expect(actions.filter(({ name }) => name === 'fill' || name === 'press')).toEqual([])
    const gaps = log.flatMap((entry) => (entry.kind === 'gap' && entry.reason === 'pause' ? [entry] : []))
    expect(gaps).toHaveLength(1)
    const [{ atMs, endAtMs = 0 } = { atMs: 0 }] = gaps
    expect(endAtMs).toBeGreaterThan(atMs)
    // Looks taken on leaving and on coming back apart, nothing stands within.
    const within = log.filter(
      (entry) => entry.atMs > atMs + 500 && entry.atMs < endAtMs && entry.kind !== 'gap' && entry.tabId !== null,
    )
    expect(within).toEqual([])
    await Promise.all([page.close(), second.close()])
  })

  it('rests by itself while the disk is nearly full, and goes on when there is room', async ({ skip }) => {
    const { browser, pages, popup } = studio
    if (!browser.limitSpace) return skip('Firefox has no way to make a disk look full')
    const page = await browser.newPage(pages.url('/workbench.html'))
    await popup.record('Work on a full disk')
    await browser.limitSpace(150 * 1024 * 1024)
    await page.bringToFront()
    await pause()
    // The disk is asked now and then.
    for (let i = 0; i < 8; i++) {
      await page.click('#count')
      await pause()
    }
    await popup.page.waitFor(() => document.querySelector('[data-testid=disk-hint]'))
    await popup.press('Go on')
    expect(await popup.error()).toContain('The disk is nearly full')
    await browser.limitSpace(null)
    await popup.press('Go on')
    await popup.page.waitFor(() => document.body.innerText.includes('Pause'))
    await page.bringToFront()
    await pause()
    await page.click('#count')
    await pause()
    await popup.stop()
    await popup.judge('Yes')
    const { actions, log } = await readRecorded(await popup.exportNewest())
    const [gap, ...more] = log.filter((entry) => entry.kind === 'gap')
    expect([gap, more]).toMatchObject([{ reason: 'quota', endAtMs: expect.any(Number) as number }, []])
    const clicks = actions.filter(({ name }) => name === 'click')
    expect(clicks.at(-1)?.atMs).toBeGreaterThan((gap?.kind === 'gap' && gap.endAtMs) || Infinity)
    await page.close()
  })

  it('writes nothing behind a write that failed for want of space, until there is room', async ({ skip }) => {
    const { browser, pages, popup } = studio
    if (!browser.limitSpace) return skip('Firefox has no way to make a disk look full')
    const page = await browser.newPage(pages.url('/workbench.html'))
    await popup.record('Work behind a failed write')
    await page.bringToFront()
    await page.click('#count')
    await pause()
    // As the recorder notes it when a write fails. The next would succeed, but there is no room to make the store good.
    await popup.page.evaluate(() => chrome.storage.session.set({ storeInDoubt: true }))
    await browser.limitSpace(150 * 1024 * 1024)
    await browser.stopBackground()
    const before = await readRows(popup.page)
    await page.click('#count')
    const second = await browser.newPage(pages.url('/workbench.html'))
    await second.bringToFront()
    await second.click('#count')
    await page.bringToFront()
    await pause(2000)
    expect(await readRows(popup.page)).toEqual(before)
    await browser.limitSpace(null)
    await popup.page.waitFor(() => document.body.innerText.includes('Go on'))
    await popup.stop()
    await popup.judge('Yes')
    const { actions, log } = await readRecorded(await popup.exportNewest())
    expect(actions.filter(({ name }) => name === 'click')).toHaveLength(3)
    expect(log.filter((entry) => entry.kind === 'gap')).toMatchObject([{ reason: 'quota' }])
    await Promise.all([page.close(), second.close()])
  })
})

/** Rows of each store of the recorder. */
function readRows(page: TestPage): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const wait = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('not read'))
      })
    const database = await wait(indexedDB.open('cairn'))
    const names = [...database.objectStoreNames]
    const transaction = database.transaction(names)
    const counts = await Promise.all(names.map((name) => wait(transaction.objectStore(name).count())))
    database.close()
    return Object.fromEntries(names.map((name, i) => [name, counts[i] ?? 0]))
  })
}
