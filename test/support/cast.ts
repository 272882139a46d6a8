import type { BrowserUnderTest, Mouse, TestFrame, TestPage } from './browser-under-test.ts'

/** Who was at work, and when, epoch milliseconds: what a spec knows because it did it, without asking the recorder. */
export interface Span {
  by: 'human' | 'agent' | 'agent outside' | 'agent by the browser'
  fromMs: number
  toMs: number
}

const spans: Span[] = []

/** Everybody who was at work in the specs of this file. */
export function cast(): readonly Span[] {
  return spans
}

/** An agent in the page is at work as long as this runs; what the driver does meanwhile is the person's all the same. */
export function asAgent<T>(run: () => Promise<T>): Promise<T> {
  return during('agent', run)
}

/** An agent that drives the browser from outside does this, whoever the driver else stands for. */
export function asAgentOutside<T>(run: () => Promise<T>): Promise<T> {
  return during('agent outside', run)
}

/** Does what only a person can do by what the driver can only have done by a script. */
export function asPerson<T>(run: () => Promise<T>): Promise<T> {
  return during('human', run)
}

async function during<T>(by: Span['by'], run: () => Promise<T>): Promise<T> {
  const span: Span = { by, fromMs: Date.now(), toMs: Infinity }
  spans.push(span)
  try {
    return await run()
  } finally {
    span.toMs = Date.now()
  }
}

/** What looks or waits, and what runs as a script in the page: no hand does it. */
const handless = new Set(['evaluate', 'waitFor', 'text', 'boxOf', 'screenshot'])

/** The same browser, in which all that a person would do by hand is known to have been the person's. */
export function withCast(browser: BrowserUnderTest): BrowserUnderTest {
  return {
    ...browser,
    countListeners: (page) => browser.countListeners(originalOf(page)),
    crash: (page) => browser.crash(originalOf(page)),
    // The browser acts in the page for an agent.
    callTool: (page, ...given) => during('agent by the browser', () => browser.callTool(originalOf(page), ...given)),
    newPage: (url) => during('human', async () => watched(await browser.newPage(url))),
    pageAt: async (urlPart) => watched(await browser.pageAt(urlPart)),
    openExtensionPage: (name) => during('human', async () => watched(await browser.openExtensionPage(name))),
    openNeighbourPage: () => during('human', async () => watched(await browser.openNeighbourPage())),
    reloadExtension: () => during('human', () => browser.reloadExtension()),
    allowPages: (allowed) => during('human', () => browser.allowPages(allowed)),
    enableExtension: (enabled) => during('human', () => browser.enableExtension(enabled)),
    openForbiddenPage: () => during('human', () => browser.openForbiddenPage()),
  }
}

const originals = new WeakMap<object, TestPage>()

/** Drivers keep what belongs to a page by the page's own object. */
function originalOf(page: TestPage): TestPage {
  return originals.get(page) ?? page
}

function watched(page: TestPage): TestPage {
  const made: TestPage = {
    ...byHand(page),
    mouse: byHand(page.mouse),
    frame: async (urlPart) => byHand<TestFrame>(await page.frame(urlPart)),
  }
  originals.set(made, page)
  return made
}

function byHand<T extends TestPage | TestFrame | Mouse>(object: T): T {
  const made = Object.entries(object).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'function' || handless.has(name) || name === 'url') return [name, value]
    const act = value as (...given: unknown[]) => unknown
    // What no hand does, and agents that drive from outside do.
    const by = name === 'pressRaw' ? 'agent outside' : 'human'
    return [name, (...given: unknown[]) => during(by, () => Promise.resolve(act(...given)))]
  })
  return Object.fromEntries(made) as T
}
