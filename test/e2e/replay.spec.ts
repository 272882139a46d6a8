import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '#cli/main.ts'
import { launchRecorder } from '#playwright/launch-recorder.ts'
import { replayTrajectory } from '#replay/replay.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, type Popup } from '../support/popup.ts'

let browser: BrowserUnderTest
let pages: Pages
let popup: Popup

beforeAll(async () => {
  ;[browser, pages] = await Promise.all([launchBrowser(), servePages()])
  popup = await openPopup(browser)
})
afterAll(async () => {
  await browser.close()
  await pages.close()
})

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700))

/** Records what is done with a page that was open before; resolves with the exported file. */
async function recordingOf(path: string, run: (page: TestPage) => Promise<void>): Promise<string> {
  const page = await browser.newPage(pages.url(path))
  await popup.record('To be replayed')
  await page.bringToFront()
  await pause()
  await run(page).catch(async (error: unknown) => {
    await popup.stop()
    throw error
  })
  await popup.stop()
  await popup.judge('Yes')
  const file = await popup.exportNewest()
  await page.close()
  return file
}

describe('a replay', () => {
  it('of work in one page ends in the same state', async () => {
    const file = await recordingOf('/replayed.html', async (page) => {
      await page.type('#name', 'Ada')
      await page.press('Tab')
      await page.keys('hunter2-and-more')
      await page.click('#gift')
      await page.click('input[value=fast]')
      await page.evaluate(() => document.querySelector<HTMLSelectElement>('#size')?.focus())
      await page.press('ArrowDown')
      await page.type('#notes', 'ring the bell\ntwice')
      await page.click('#count', { count: 2 })
      await page.click('#count')
      await page.click('#late')
      await page.waitFor(() => document.querySelector('#now'))
      await page.click('#now')
      await page.type('#letter', 'Dear Ada,\nhello')
      await page.type('open-box >>> #inner', 'deep')
      await page.click('open-box >>> #push')
      await (await page.frame('/framed.html?cross')).type('#framed', 'there')
      await (await page.frame('/framed.html')).type('#framed', 'here')
      await pause()
    })
    const report = await replayTrajectory(file)
    expect(report.actions.filter(({ result }) => result === 'failed' || result === 'healed')).toEqual([])
    expect(report.notes).toEqual([])
    expect(report.final).toMatchObject({ agrees: true, differences: [], compared: { documents: 3, texts: 3 } })
  })

  it('follows through tabs and history', async () => {
    const file = await recordingOf('/replayed.html', async (page) => {
      await page.click('#count')
      await page.click('#tab')
      await pause()
      await page.bringToFront()
      await page.click('#next')
      await page.waitFor(() => document.title === 'Arrived')
      await page.click('#here')
      await pause()
      await page.goBack()
      await page.waitFor(() => document.title === 'Order form')
      await pause()
      await page.goForward()
      await page.waitFor(() => document.title === 'Arrived')
      await pause()
      await page.goBack()
      await page.waitFor(() => document.title === 'Order form')
      await pause()
      await page.type('#name', 'Ada')
      await page.press('Enter')
      await page.waitFor(() => document.title === 'Arrived')
      await pause()
    })
    const report = await replayTrajectory(file)
    expect(report.actions.filter(({ result }) => result === 'failed' || result === 'healed')).toEqual([])
    expect(report.notes).toEqual([])
    expect(report.final).toMatchObject({ agrees: true, differences: [], compared: { documents: 2, texts: 2 } })
  })
})

/** The fixture page as somebody has changed it since, on an origin of its own. */
async function serveChanged(change: (html: string) => string): Promise<{ origin: string; close: () => void }> {
  const html = change(await readFile('test/fixtures/pages/replayed.html', 'utf8'))
  const framed = await readFile('test/fixtures/pages/framed.html', 'utf8')
  const server = createServer((request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(request.url?.startsWith('/framed') === true ? framed : html),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close().closeAllConnections(),
  }
}

describe('cairn replay, where the page has changed', () => {
  let file: string

  beforeAll(async () => {
    file = await recordingOf('/replayed.html', async (page) => {
      await page.type('#name', 'Ada')
      await page.click('#count')
      await page.waitFor(() => (document.querySelector('#counted') as HTMLOutputElement).value === '1')
    })
  })

  async function replayed(change: (html: string) => string): Promise<{ out: string; err: string; code: number }> {
    const changed = await serveChanged(change)
    let [out, err] = ['', '']
    try {
      const from = new URL(pages.url('/')).origin
      const code = await runCli(['replay', file, '--base-url', `${from}=${changed.origin}`], {
        out: (text) => (out += text),
        err: (text) => (err += text),
        colours: 'off',
        env: {},
        cwd: '.',
      })
      return { out, err, code }
    } finally {
      changed.close()
    }
  }

  it('in nothing, exits 0', async () => {
    const { out, err, code } = await replayed((html) => html)
    expect(err).toBe('')
    expect(out).toMatch(/^matched {2}click button "Count"$/m)
    expect(out).toMatch(
      /\d matched, 0 healed, 0 failed, 0 skipped\nThe final state agrees: 3 documents, 3 texts, \d+ fields/,
    )
    expect(code).toBe(0)
  })

  it('so that the first selector finds nothing, says what healed it', async () => {
    const { out, code } = await replayed((html) => html.replace('data-testid="name"', ''))
    expect(out).toMatch(/^healed {3}fill textbox "Full name" = "Ada" {2}by aria Full name\[role="textbox"\]$/m)
    expect(out).toMatch(/2 healed, 0 failed/)
    expect(code).toBe(0)
  })

  it('so that an element is gone, says what was looked for and exits 1', async () => {
    const { out, code } = await replayed((html) =>
      html
        .replace('<button id="count">Count</button>', '')
        .replace("by('count').addEventListener", "by('late').addEventListener"),
    )
    expect(out).toMatch(
      /^failed {3}click button "Count" {2}no selector finds it alone: aria Count\[role="button"\], css #count/m,
    )
    expect(out).toContain('1 failed')
    expect(out).toContain('The final state differs')
    expect(code).toBe(1)
  })

  it('in what it says at the end, shows where and exits 1', async () => {
    const { out, code } = await replayed((html) => html.replace("by('counted').value++", "by('counted').value = 'one'"))
    expect(out).toContain('0 failed')
    expect(out).toMatch(/text was ".*Count 1 Later.*", is ".*Count one Later/)
    expect(code).toBe(1)
  })
})

describe('a recorder', () => {
  it.skipIf(process.env.CAIRN_BROWSER === 'firefox')('replays what it has just recorded', async () => {
    const recorder = await launchRecorder()
    try {
      await recorder.start({ instruction: 'Count', startUrl: pages.url('/replayed.html') })
      const [page] = recorder.context.pages()
      await page!.click('#count')
      await recorder.stop()
      const { counts, final } = await recorder.replay()
      expect(counts).toEqual({ matched: 1, healed: 0, failed: 0, skipped: 0 })
      expect(final.agrees).toBe(true)
    } finally {
      await recorder.close()
    }
  })
})
