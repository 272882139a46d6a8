import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, readRecorded, tell, type Recorded } from '../support/popup.ts'
import { pause } from '../support/studio.ts'

/** What the fixture pages put on their window. */
interface HostileWindow {
  loot: { name: string; value: unknown }[]
  frameLoot: { name: string; value: unknown }[]
  heard: string[]
  stolen?: MessagePort
  forgeAgent: (realm: Window) => { begin: () => void; call: () => void; end: () => void }
}
declare const window: Window & typeof globalThis & HostileWindow

let browser: BrowserUnderTest
let pages: Pages
let recorded: Recorded
let file: string
/** What of the recorder's came by where the page had patched its own realm, and that of a frame; and what it heard. */
let [loot, frameLoot, heard]: [string[], string[], string[]] = [[], [], []]

beforeAll(async () => {
  ;[browser, pages] = await Promise.all([launchBrowser(), servePages(join('test', 'fixtures', 'hostile'))])
  const popup = await openPopup(browser)
  await popup.record('Withstand a page')
  const page = await browser.newPage(pages.url('/page.html'))
  await page.bringToFront()
  await page.waitFor(() => document.documentElement.dataset.ready === 'yes')
  await actByHand(page)
  await forgeHuman(page)
  await forgeRuns(page)
  ;[loot, frameLoot, heard] = JSON.parse(
    await page.evaluate(() => {
      const told = (from: HostileWindow['loot']): string[] =>
        from.slice(0, 500).map(({ name, value }) => `${name}: ${String(value)}`)
      return JSON.stringify([told(window.loot), told(window.frameLoot), window.heard])
    }),
  ) as [string[], string[], string[]]
  await page.goto(pages.url('/restless.html'))
  await page.waitFor(() => document.documentElement.dataset.done === 'yes')
  await popup.stop()
  await popup.judge('Yes')
  file = await popup.exportNewest()
  recorded = await readRecorded(file)
})
afterAll(async () => {
  await browser.close()
  await pages.close()
})

async function actByHand(page: TestPage): Promise<void> {
  await page.click('#victim')
  await (await page.frame('inner.html')).click('#inside')
  await (await page.frame('secret.html')).type('#diary', 'nobody else reads this')
  await page.click('#victim')
  // A script scrolls in the midst of what the wheel does.
  await page.mouse.move(400, 300)
  await page.wheel(120)
  await pause(100)
  await page.evaluate(() => scrollTo(0, 3000))
  await pause(700)
  await page.evaluate(() => scrollTo(0, 0))
  await pause(700)
}

/** Everything by which a page may try to pass for a person. */
async function forgeHuman(page: TestPage): Promise<void> {
  await page.evaluate(() => {
    const find = (selector: string): HTMLInputElement => document.querySelector<HTMLInputElement>(selector)!
    const write = (text: string): boolean =>
      // The types call it obsolete; browsers do it all the same.
      (document as unknown as Record<string, (...given: unknown[]) => boolean>).execCommand!('insertText', false, text)
    // In answer to a real click, in the same instant.
    find('#bait').addEventListener('click', () => {
      find('#note').focus()
      write('forged at once')
    })
    for (const type of ['pointerdown', 'pointerup', 'click'])
      find('#victim').dispatchEvent(
        new PointerEvent(type, { bubbles: true, composed: true, detail: 1, pointerType: 'mouse', pressure: 0.5 }),
      )
    find('#note').dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }))
  })
  await page.click('#bait')
  await pause(600)
  await page.evaluate(async () => {
    const find = (selector: string): HTMLInputElement => document.querySelector<HTMLInputElement>(selector)!
    const write = (text: string): boolean =>
      (document as unknown as Record<string, (...given: unknown[]) => boolean>).execCommand!('insertText', false, text)
    const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 120))
    find('#victim').click()
    await rest()
    find('#box').click()
    await rest()
    find('label').click()
    await rest()
    // Focus games: the field is given the focus, written into, and left.
    find('#word').focus()
    write('forged word')
    find('#note').focus()
    find('#note').select()
    write('forged note')
    find('#note').blur()
    await rest()
    find('#form').addEventListener('submit', (event) => event.preventDefault())
    ;(find('#form') as unknown as HTMLFormElement).requestSubmit()
    await rest()
  })
  await pause(600)
}

async function forgeRuns(page: TestPage): Promise<void> {
  await page.evaluate(() => {
    // What the port of the spoilt frame is told is a claim like any other.
    const event = { type: 'STEP_STARTED', stepName: 'by port' }
    const agent = { name: 'thief', version: null, instance: 'port' }
    const said = `{"atMs":${Date.now()},"agent":${JSON.stringify(agent)},"runId":null,"event":${JSON.stringify(event)}`
    for (const text of ['stop', 'forged', '{"actor":"HUMAN_CLICKED"}', `${said},"channel":"page-agent@1"}`])
      window.stolen?.postMessage(text)
  })
  await page.click('#victim')
  await page.evaluate(() => {
    const outer = window.forgeAgent(window)
    outer.begin()
    outer.call()
    const inner = window.forgeAgent((document.querySelector('#same iframe') as HTMLIFrameElement).contentWindow!)
    inner.begin()
    for (let i = 0; i < 3000; i++) inner.call()
  })
  await page.click('#victim')
  // Firefox takes a while to bring all that to the other side.
  await pause(2000)
}

const told = (): string[] =>
  recorded.actions
    .filter(({ surface, name }) => surface === 'page' && name !== 'pointer_path' && name !== 'hover')
    .map((action) => tell(action))
const entriesOf = (instance: string) =>
  recorded.log.filter((entry) => entry.kind === 'agent').filter(({ agent }) => agent.instance === instance)
const origin = (url: string): string => new URL(url).origin

describe('a hostile page', () => {
  it('cannot do anything that is said to be a person’s, nor take anything from the person', () => {
    expect(told()).toEqual([
      'human click button "Victim"',
      'human click button "Inside"',
      'human click textbox "Diary"',
      'human fill textbox "Diary" = nobody else reads this',
      'human click button "Victim"',
      'human scroll',
      'unknown scroll',
      'unknown scroll',
      'script click button "Victim"',
      'human click button "Bait"',
      'unknown fill textbox "Note" = forged at once',
      'script click button "Victim"',
      'script check checkbox "Agree"',
      'script uncheck checkbox "Agree"',
      'unknown fill textbox "Word" = forged word',
      'unknown fill textbox "Note" = forged note',
      'unknown submit form ""',
      'human click button "Victim"',
      'human click button "Victim"',
    ])
    const scrolls = recorded.actions.filter(({ name }) => name === 'scroll').map(({ args }) => args)
    expect(scrolls).toMatchObject([{ delta_y: 120 }, { y: 3000 }, { y: 0 }])
  })

  it('cannot reload or go back in a person’s name', () => {
    const journeys = recorded.actions.filter(({ name }) => ['reload', 'go_back', 'go_forward'].includes(name))
    // Chromium tells that the page did it: an effect then. Firefox does not tell.
    const unknown = browser.name === 'firefox' ? ['unknown reload', 'unknown go_back'] : []
    expect(journeys.map(({ actor, name }) => `${actor} ${name}`)).toEqual(unknown)
  })

  it('sees nothing of the recorder, however early it looks', () => {
    expect(loot).toEqual([])
    expect(heard.filter((text) => /cairn|message/.test(text))).toEqual([])
  })

  it('sees in a frame whose realm it has spoilt that it is recorded, and of what is told only what it said itself', () => {
    expect(frameLoot).toContain('EventTarget#addEventListener: cairn:port')
    const texts = frameLoot.filter((text) => text.includes('{'))
    expect(texts.length).toBeGreaterThan(10)
    for (const text of texts) expect(text).toMatch(/"instance":"(?:forged|port)"/)
  })

  it('gets nothing but claims for the port of a frame whose realm it has spoilt', () => {
    const [said, ...more] = entriesOf('port')
    expect(more).toEqual([])
    expect(said).toMatchObject({
      provenance: 'claimed',
      origin: origin(pages.url('/')),
      event: { type: 'STEP_STARTED' },
    })
    expect(said).not.toHaveProperty('corroboratedBy')
    const malformed = recorded.log.filter((entry) => entry.kind === 'gap' && entry.reason === 'agent-malformed')
    expect(malformed).toMatchObject([{ count: 3 }])
    expect(recorded.text).not.toContain('HUMAN_CLICKED')
  })

  it('has the run it makes up told as a claim that nothing bears out', async () => {
    const forged = entriesOf('forged')
    expect(forged.length).toBeGreaterThan(10)
    // Calls whose end was refused with the flood end with their page: the recorder concludes that by itself.
    expect(new Set(forged.map(({ provenance, event }) => `${provenance} ${event.type}`))).toEqual(
      new Set([
        'claimed RUN_STARTED',
        'claimed TOOL_CALL_START',
        'claimed TOOL_CALL_ARGS',
        'claimed TOOL_CALL_END',
        'claimed TOOL_CALL_RESULT',
        'inferred TOOL_CALL_RESULT',
      ]),
    )
    expect(forged.filter(({ corroboratedBy }) => corroboratedBy)).toEqual([])
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/node/cli.js', 'inspect', file])
    expect(stdout).toContain('page-agent (forged), claimed, nothing bears it out')
  })

  it('gets as much into the log as one document may, and a gap for the rest', () => {
    const calls = 3000
    const inFrame = entriesOf('forged').filter(({ frameId, provenance }) => frameId !== 0 && provenance === 'claimed')
    const gaps = recorded.log.filter((entry) => entry.kind === 'gap').filter(({ reason }) => reason === 'agent-flood')
    expect(inFrame.length).toBeLessThan(4 * calls)
    const refused = gaps.reduce((sum, { count = 0 }) => sum + count, 0)
    expect(refused).toBeGreaterThan(calls)
    // The start of the run, and four events of each call; what is on its way when the page is left never arrives.
    expect(refused + inFrame.length).toBeLessThanOrEqual(1 + 4 * calls)
  })

  it('learns nothing of a frame of another origin, and nothing of it is stored as the page’s', () => {
    const secret = 'nobody else reads this'
    expect(heard.join()).not.toContain('nobody')
    const holds = recorded.log.filter((entry) => JSON.stringify(entry).includes(secret))
    expect(holds.length).toBeGreaterThan(0)
    for (const entry of holds) expect(entry.origin).toBe(origin(pages.otherOrigin))
  })
})
