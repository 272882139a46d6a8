import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '#cli/main.ts'
import { launchRecorder } from '#playwright/launch-recorder.ts'
import { replayTrajectory } from '#replay/replay.ts'
import { pause, useStudio } from '../support/studio.ts'

const studio = useStudio()

describe('a replay', () => {
  it('of work in one page ends in the same state', async () => {
    const file = await studio.record('/replayed.html', async (page) => {
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
    const file = await studio.record('/replayed.html', async (page) => {
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

describe('a replay of gestures', () => {
  it('ends in the same state', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cairn-papers-'))
    const papers = ['one.txt', 'two.txt'].map((name) => join(folder, name))
    for (const [n, paper] of papers.entries()) await writeFile(paper, 'x'.repeat(10 + n))
    const file = await studio.record('/gestures-replayed.html', async (page) => {
      await page.hover('#menu')
      await pause()
      await page.click('#save')
      await page.setFiles('#files', papers)
      // Firefox's driver starts a drag and never drops; its dialogs wait for ever.
      if (studio.browser.name === 'chromium') {
        await page.drag('#card', '#bin')
        await page.click('#ask')
        await page.click('#name')
      }
      const { x, y } = await page.boxOf('#board')
      await page.mouse.move(x + 20, y + 20)
      await page.mouse.down()
      await page.mouse.move(x + 120, y + 60, 5)
      await page.mouse.up()
      await page.type('#from', 'carried over')
      await page.press('a', { withKey: 'Control' })
      await page.press('c', { withKey: 'Control' })
      await page.click('#to')
      await page.press('v', { withKey: 'Control' })
      await page.evaluate(() => document.querySelector<HTMLInputElement>('#level')?.focus())
      await page.press('ArrowRight')
      await pause()
    })
    await rm(folder, { recursive: true })
    const report = await replayTrajectory(file)
    expect(report.actions.filter(({ result }) => result === 'failed' || result === 'healed')).toEqual([])
    expect(report.final).toMatchObject({ agrees: true, differences: [], compared: { documents: 1, texts: 1 } })
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
    file = await studio.record('/replayed.html', async (page) => {
      await page.type('#name', 'Ada')
      await page.click('#count')
      await page.waitFor(() => (document.querySelector('#counted') as HTMLOutputElement).value === '1')
    })
  })

  async function replayed(change: (html: string) => string): Promise<{ out: string; err: string; code: number }> {
    const changed = await serveChanged(change)
    let [out, err] = ['', '']
    try {
      const from = new URL(studio.pages.url('/')).origin
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
      await recorder.start({ instruction: 'Count', startUrl: studio.pages.url('/replayed.html') })
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
