import axe from 'axe-core'
import { copyFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnnouncedAgent } from '#agents/emitter.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPanel, type Panel } from '../support/panel.ts'
import { openPopup, pressButton, readRecorded, tell, type Popup, type Recorded } from '../support/popup.ts'

declare const window: Window & typeof globalThis & { announce: (options: { name: string }) => AnnouncedAgent }

let browser: BrowserUnderTest
let pages: Pages
let popup: Popup
let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-panel-'))
  await cp('test/fixtures/bridge', dir, { recursive: true })
  await copyFile('dist/node/agent.js', join(dir, 'agent.js'))
  await writeFile(join(dir, 'example.js'), 'export const addToBasket = null\n')
  ;[browser, pages] = await Promise.all([launchBrowser(), servePages(dir)])
  popup = await openPopup(browser)
})
afterAll(async () => {
  await browser.close()
  await pages.close()
  await rm(dir, { recursive: true, force: true })
})

async function openAgentPage(): Promise<TestPage> {
  const page = await browser.newPage(pages.url('/agent.html'))
  await page.waitFor(() => document.documentElement.dataset.ready === 'yes')
  return page
}

/** The agent of the page thinks, calls a tool and clicks, in the page or in its frame. */
function clickAsAgent(page: TestPage, selector: string, where: 'page' | 'frame' = 'page'): Promise<void> {
  return page.evaluate(
    ({ selector, where }) => {
      const scope = where === 'frame' ? document.querySelector('iframe')!.contentDocument! : document
      const target = scope.querySelector<HTMLElement>(selector)!
      const run = window.announce({ name: 'helper' }).run()
      run.reasoning(`I press ${selector}.`)
      const call = run.toolCall('press', { selector }, { target })
      target.click()
      call.result('pressed')
      run.finish()
    },
    { selector, where },
  )
}

/** Writes into a field and leaves it at that: a recorder cannot know yet that no more is to come. */
function fillAsAgent(page: TestPage, text: string): Promise<void> {
  return page.evaluate((text) => {
    const target = document.querySelector<HTMLInputElement>('#search')!
    const run = window.announce({ name: 'helper' }).run()
    run.toolCall('fill', { text }, { target })
    target.value = text
    target.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }))
  }, text)
}

/** What was said, by what it was said about: the action in words. */
function reactions({ log, actions }: Recorded): string[] {
  return log.flatMap((entry: Entry) => {
    if (entry.kind === 'outcome') return [`outcome ${String(entry.success)} by ${entry.by}`]
    if (entry.kind !== 'signal') return []
    const target = actions.find(({ id }) => id === entry.targetId)
    const words = [entry.text, entry.score].filter((part) => part !== null).join(' ')
    return [`${entry.type}${words === '' ? '' : ` "${words}"`} → ${target ? tell(target) : String(entry.targetId)}`]
  })
}

interface Violation {
  id: string
  nodes: { html: string; failureSummary?: string }[]
}

/** Everything axe-core finds in a page, in the light and in the dark. */
async function violations(page: TestPage): Promise<string[]> {
  await page.evaluate(axe.source as never)
  const found: string[] = []
  const papers = new Set<string>()
  for (const scheme of ['light', 'dark'] as const) {
    await browser.preferScheme(scheme)
    await page.waitFor((dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark, scheme === 'dark')
    const result = await page.evaluate(async () => {
      const { violations } = await (window as unknown as { axe: typeof axe }).axe.run()
      return JSON.stringify({ violations, paper: getComputedStyle(document.body).backgroundColor })
    })
    const { violations, paper } = JSON.parse(result) as { violations: Violation[]; paper: string }
    papers.add(paper)
    for (const { id, nodes } of violations)
      for (const { html, failureSummary } of nodes) found.push(`${scheme} ${id}: ${html} ${failureSummary ?? ''}`)
  }
  if (papers.size !== 2) throw new Error(`light and dark look the same: ${[...papers].join()}`)
  return found
}

describe('what a person says beside a page', () => {
  let recorded: Recorded
  let panel: Panel
  const hint = 'press the other one, which is cheaper'
  const found: Record<string, string[]> = {}
  const seen: Record<string, string[]> = {}

  beforeAll(async () => {
    panel = await openPanel(browser)
    found.idle = await violations(panel.page)
    await popup.record('Say what you think')
    let page = await openAgentPage()

    await clickAsAgent(page, '#count')
    await panel.isAbout('“Count”')
    await panel.say('Reject', 'Rejected')
    await clickAsAgent(page, '#inside', 'frame')
    await panel.isAbout('“Inside the frame”')
    // The agent goes on while the hint is being written.
    await panel.write('hint', hint.slice(0, 9))
    await clickAsAgent(page, '#add')
    await panel.page.waitFor(() => document.querySelector('[role=listbox]')?.textContent.includes('Add to basket'))
    await panel.page.click('#hint')
    await panel.page.press('End')
    await panel.page.keys(hint.slice(9))
    await panel.say('Save hint', 'Hint')
    await panel.isAbout('“Add to basket”')
    await panel.page.click('summary')
    await panel.say('4', 'Rated')
    await panel.write('note', 'a good choice')
    await panel.say('Save note', 'Note')
    // By the keyboard alone, from the last step to the first that the agent made.
    await panel.page.click('[role=option][aria-selected=true]')
    for (let step = 0; step < 2; step++) await panel.page.press('ArrowUp')
    await panel.isAbout('“Count”')
    await panel.say('Undo this', 'To be undone')
    await panel.press('Follow the agent')
    await panel.isAbout('“Add to basket”')
    found.recording = await violations(panel.page)
    seen.rows = await panel.rows()

    // The page goes elsewhere between what the agent did and what the person says of it.
    await page.bringToFront()
    await clickAsAgent(page, '#leave')
    await page.waitFor(() => location.pathname === '/left.html')
    await browser.command('accept', ['Alt', 'Shift', 'Y'])
    await browser.command('take-over', ['Alt', 'Shift', 'K'])
    await panel.page.waitFor(() => document.querySelector('main')?.textContent.includes('Hand back'))
    await browser.command('take-over', ['Alt', 'Shift', 'K'])
    await panel.page.waitFor(() => document.querySelector('main')?.textContent.includes('Take over'))
    await page.close()

    // Another tab, another agent; and what it has done is still held back in its page.
    page = await openAgentPage()
    await page.bringToFront()
    await page.chord(['Alt', 'Shift', 'Y'])
    await fillAsAgent(page, 'oat drink')
    await browser.command('reject', ['Alt', 'Shift', 'J'])
    await browser.command('hint', ['Alt', 'Shift', 'L'])
    await panel.isAbout('oat drink')
    await panel.page.waitFor(() => document.activeElement?.id === 'hint')
    await panel.press('Follow the agent')

    // Keys of the person's own choice; where the browser has no way to set them here, the command comes without any.
    await panel.page.evaluate(async () => {
      const { browser } = globalThis as unknown as {
        browser?: { commands: { update?: (to: object) => Promise<void> } }
      }
      await browser?.commands.update?.({ name: 'undo', shortcut: 'Alt+Shift+U' })
      await browser?.commands.update?.({ name: 'rate-2', shortcut: 'Alt+Shift+G' })
    })
    await page.bringToFront()
    await browser.command('undo', ['Alt', 'Shift', 'U'])
    await panel.page.waitFor(() => document.querySelector('.about')?.textContent.includes('To be undone'))
    await browser.command('rate-2', ['Alt', 'Shift', 'G'])
    await panel.page.waitFor(() => document.querySelector('.about')?.textContent.includes('Rated'))
    await browser.stopBackground()
    await clickAsAgent(page, '#count')
    await panel.isAbout('“Count”')
    await panel.say('Accept', 'Accepted')
    await panel.page.click('[role=option][aria-selected=true]')
    await panel.page.press('Home')
    await panel.isAtTop()
    seen.afterDeath = await panel.rows()
    await panel.press('Follow the agent')

    await popup.page.bringToFront()
    await popup.page.waitFor(() => document.querySelector('[data-testid=about]')?.textContent.includes('Count'))
    found.popup = await violations(popup.page)
    await pressButton(popup.page, 'Reject')
    await popup.page.waitFor(() => document.querySelector('main > [role=status]')?.textContent === 'Rejected.')
    await popup.page.type('#hint', 'in the popup too')
    await pressButton(popup.page, 'Save hint')
    await popup.page.waitFor(() => document.querySelector('main > [role=status]')?.textContent === 'Hint saved.')
    await pressButton(popup.page, 'Partly')
    await popup.page.waitFor(() => document.querySelector('main > [role=status]')?.textContent === 'Judgement saved.')
    await panel.say('Failure', 'Judgement saved')
    await popup.stop()
    await panel.page.waitFor(() => document.querySelector('main')?.textContent.includes('Recording ended'))
    await popup.judge('Yes')
    await page.close()
    recorded = await readRecorded(await popup.exportNewest())
  })

  it('lands on the step it was said of, also in a frame, and when the page went elsewhere meanwhile', () => {
    expect(reactions(recorded)).toEqual([
      'reject → agent click button "Count"',
      `hint "${hint}" → agent click button "Inside the frame"`,
      'rating "0.75" → agent click button "Add to basket"',
      'note "a good choice" → agent click button "Add to basket"',
      'undo → agent click button "Count"',
      'accept → agent click link "Leave"',
      'takeover → agent click link "Leave"',
      'hand-back → agent click link "Leave"',
      'reject → agent fill textbox "Search" = oat drink',
      'undo → agent fill textbox "Search" = oat drink',
      'rating "0.25" → agent fill textbox "Search" = oat drink',
      'accept → agent click button "Count"',
      'reject → agent click button "Count"',
      'hint "in the popup too" → agent click button "Count"',
      'outcome partly by human',
      'outcome false by human',
      'outcome true by human',
    ])
    const signals = recorded.log.filter((entry) => entry.kind === 'signal')
    expect(new Set(signals.map(({ by, confidence }) => `${by} ${confidence}`))).toEqual(new Set(['explicit 1']))
    for (const { id } of signals)
      expect(recorded.steps.filter(({ signalIds }) => signalIds.includes(id))).toHaveLength(1)
  })

  it('reaches neither the page nor the DOM stream, and its keys are no key presses of the person', () => {
    expect(recorded.text.split(hint)).toHaveLength(2)
    expect(recorded.text.split('a good choice')).toHaveLength(2)
    expect(recorded.actions.filter(({ name }) => name === 'press').map(tell)).toEqual([])
  })

  it('is shown with the steps, which stay when the background dies', () => {
    const clicks = ['“Count”', '“Inside the frame”', '“Add to basket”'].map((name) => `click button ${name}`)
    expect(seen.rows!.filter((row) => row.startsWith('click'))).toEqual(clicks)
    expect(seen.afterDeath!.filter((row) => row.startsWith('click button'))).toEqual(clicks)
  })

  it('can be said with a screen reader, by what axe-core knows of it, in the light and in the dark', () => {
    expect(found).toEqual({ idle: [], recording: [], popup: [] })
  })
})

describe('a recording of ten thousand steps', () => {
  it('is followed without drawing more than is in sight', async () => {
    await popup.record('Go on for hours')
    const steps = 10_000
    const panel = await openPanel(browser)
    await panel.page.bringToFront()
    await panel.page.evaluate(fillRecording, steps)
    // As after the panel was closed and opened again.
    await panel.page.evaluate(() => location.reload())
    // And what the browser says of its tabs.
    await panel.page.waitFor(() => / 100\d\d steps/.test(document.querySelector('.head')?.textContent ?? ''))
    const drawn = (await panel.rows()).length
    expect(drawn).toBeGreaterThan(3)
    expect(drawn).toBeLessThan(60)
    await panel.pick('“Number 9999”')
    await panel.page.press('Home')
    await panel.isAtTop()
    expect(await panel.rows()).toContain('click button “Number 0”')
    expect((await panel.rows()).length).toBeLessThan(60)
    await panel.page.close()
    await popup.stop()
    await popup.judge('No')
  })
})

/** Puts so many clicks into the live recording, by the extension's own page: no driver clicks ten thousand times. */
async function fillRecording(steps: number): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('cairn')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(new Error('the database does not open'))
  })
  const transaction = database.transaction(['recording', 'entries', 'sources'], 'readwrite')
  const live = transaction.objectStore('recording').get('live')
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onerror = reject
    live.onsuccess = () => {
      const { trajectoryId } = live.result as { trajectoryId: string }
      const sourceId = 'filled0000000001'
      const beganMs = Date.now()
      for (let i = 0; i < steps; i++) {
        const n = i + 1
        const stamp = { tabId: 1, frameId: 0, documentId: null, origin: null, provenance: 'observed' }
        const target = { role: 'button', name: `Number ${i}`, tag: 'button', text: '', selectors: [], attributes: {} }
        const entry = {
          ...stamp,
          id: `${sourceId}:${n}`,
          kind: 'action',
          name: 'click',
          args: { button: 'left', modifiers: [], position: null, count: 1 },
          atMs: beganMs + i,
          endAtMs: beganMs + i,
          actor: 'human',
          attribution: { method: 'trusted-primary', confidence: 1, evidence: {} },
          target,
          observationId: null,
          surface: 'page',
          moments: [],
        }
        const row = { trajectoryId, kind: 'action', atMs: entry.atMs, sourceId, n, entry }
        transaction.objectStore('entries').add(row, [trajectoryId, sourceId, n])
      }
      transaction.objectStore('sources').put({ lastN: steps }, [trajectoryId, sourceId])
    }
  })
  database.close()
}
