import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveCollector } from '#collector/server.ts'
import type { BrowserUnderTest } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, readRecorded, type Popup } from '../support/popup.ts'

const token = 'a-token-for-this-test-only'

let browser: BrowserUnderTest
let pages: Pages
let popup: Popup
let dir: string
let collector: Awaited<ReturnType<typeof serveCollector>>

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-collected-'))
  ;[browser, pages, collector] = await Promise.all([
    launchBrowser(),
    servePages(),
    serveCollector({ dir, token, version: 'test', port: 0 }),
  ])
  popup = await openPopup(browser)
})
afterAll(async () => {
  await browser.close()
  await pages.close()
  await collector.close()
  await rm(dir, { recursive: true, force: true })
})

async function setCollector(url: string, secret: string): Promise<void> {
  const options = await browser.openExtensionPage('options.html')
  for (const [id, text] of [
    ['collectorUrl', url],
    ['collectorToken', secret],
  ] as const) {
    await options.click(`#${id}`, { count: 3 })
    await options.press('Backspace')
    await options.type(`#${id}`, text)
  }
  await options.click('button.primary')
  await options.waitFor(() => document.querySelector('[role=status]')?.textContent.startsWith('Saved'))
  await options.close()
}

/** What the toolbar icon says. */
function badge(): Promise<string> {
  return popup.page.evaluate(() => {
    const { action } = (globalThis as { browser?: typeof chrome }).browser ?? chrome
    return action.getBadgeText({})
  })
}

async function recordOnce(instruction: string): Promise<void> {
  const page = await browser.newPage(pages.url('/workbench.html'))
  await popup.record(instruction)
  await page.bringToFront()
  await page.click('#count')
  await popup.stop()
  await popup.judge('Partly')
  await page.close()
}

describe('a recording in the popup', () => {
  it('is listed with what it holds, exported under a readable name, and says how it ended', async () => {
    await recordOnce('Count to one: <b>now</b>')
    expect(await popup.listed()).toEqual(['Count to one: <b>now</b>'])
    const line = await popup.page.text('li .quiet')
    expect(line).toMatch(/actions? · \d:\d\d · \d+ kB$/)
    expect(await popup.page.text('li button.plain')).toBe('Partly')
    const { header, log } = await readRecorded(await popup.exportNewest())
    expect(header).toMatchObject({
      status: 'complete',
      outcome: { success: 'partly', by: 'human' },
      task: { instruction: 'Count to one: <b>now</b>' },
    })
    expect(log.at(-1)?.kind).toBe('outcome')
  })

  it('exports to the same bytes twice', async () => {
    const [first, second] = [await popup.exportNewest(), await popup.exportNewest()]
    const { readFile } = await import('node:fs/promises')
    expect((await readFile(first)).equals(await readFile(second))).toBe(true)
  })

  it('is uploaded to the collector of the options page, once however often', async () => {
    await setCollector(collector.url, 'the-wrong-token')
    await popup.press('Upload')
    expect(await popup.error()).toMatch(/token/i)
    expect(await readdir(dir)).toEqual([])

    await setCollector(collector.url, token)
    await popup.press('Upload')
    expect(await popup.notice()).toBe(`Uploaded to ${collector.url}`)
    await popup.press('Upload')
    await popup.page.waitFor(() =>
      document.querySelector('main > p[role=status]')?.textContent.startsWith('Already on'),
    )
    const answer = await fetch(`${collector.url}/v1/bundles`, { headers: { authorization: `Bearer ${token}` } })
    expect(((await answer.json()) as { bundles: unknown[] }).bundles).toEqual([
      expect.objectContaining({ instruction: 'Count to one: <b>now</b>', status: 'complete' }),
    ])
  })

  it('waits for a collector that cannot be reached, and says so', async () => {
    const gone = await serveCollector({ dir, token, version: 'test', port: 0 })
    await gone.close()
    await setCollector(gone.url, token)
    await popup.press('Upload')
    expect(await popup.notice()).toMatch(/Not uploaded yet: .*Next try in 1 min/)
  })

  it('is deleted after a second click, and only then', async () => {
    await popup.press('Delete')
    expect(await popup.listed()).toHaveLength(1)
    await popup.press('Really delete')
    await popup.page.waitFor(() => document.querySelectorAll('li').length === 0)
    expect(await popup.page.text('h2')).toBe('Nothing recorded yet')
  })
})

describe('bad input', () => {
  it('cannot start without a task', async () => {
    expect(await popup.page.evaluate(() => document.querySelector<HTMLButtonElement>('button.record')?.disabled)).toBe(
      true,
    )
  })

  it('in the options is refused by field, in words', async () => {
    const options = await browser.openExtensionPage('options.html')
    await options.click('#collectorUrl', { count: 3 })
    await options.press('Backspace')
    await options.type('#collectorUrl', 'ftp://example.org')
    await options.click('button.primary')
    expect(await options.text('#collectorUrl-problem')).toMatch(/Collector address must be an http or https address/)
    await options.close()
  })

  it('such as a page the browser forbids gives a gap with the reason and a hint', async () => {
    await popup.record('Look behind the scenes')
    const forbidden = await browser.openForbiddenPage()
    await popup.page.bringToFront()
    expect(await popup.page.text('[data-testid=gap-hint]')).toMatch(/Not recorded: .*belongs to the browser/)
    expect(await badge()).toBe('REC!')
    await popup.stop()
    await popup.judge('No')
    const { log, header } = await readRecorded(await popup.exportNewest())
    expect(log).toContainEqual(expect.objectContaining({ kind: 'gap', reason: 'forbidden-page', url: forbidden }))
    expect(header.coverage).toEqual({ 'forbidden-page': 1 })
  })

  it('such as nothing at all exports as an empty, valid trajectory', async () => {
    expect(await badge()).toBe('')
    await popup.record('Do nothing')
    expect(await badge()).toBe('REC')
    await popup.stop()
    expect(await badge()).toBe('')
    await popup.judge('No')
    const { actions, header } = await readRecorded(await popup.exportNewest())
    expect(actions.filter(({ surface }) => surface === 'page')).toEqual([])
    expect(header.status).toBe('complete')
  })

  it('such as exporting while recording gives a valid trajectory of what is there', async () => {
    const page = await browser.newPage(pages.url('/workbench.html'))
    await popup.record('Still going')
    await page.bringToFront()
    await page.click('#count')
    await page.type('#name', 'Ada')
    await page.press('Tab')
    await popup.page.bringToFront()
    await popup.page.waitFor(
      () => Number.parseInt(document.querySelector('[data-testid=live-actions]')?.textContent ?? '0') >= 3,
    )
    await popup.press('Export now')
    const saved = (await popup.notice()).slice('Saved to '.length)
    const { header, actions } = await readRecorded(saved)
    expect(header).toMatchObject({ status: 'recording', endedAtMs: null })
    expect(actions.length).toBeGreaterThanOrEqual(3)
    await popup.stop()
    await popup.judge('No')
    await page.close()
  })
})
