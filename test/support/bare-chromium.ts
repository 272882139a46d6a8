import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import puppeteer, { type CDPSession, type Page } from 'puppeteer-core'
import { findChromium } from '#chromium/find-chromium.ts'
import { quietSwitches } from '#chromium/quiet-switches.ts'
import type { BrowserUnderTest, TestPage } from './browser-under-test.ts'
import { toTestPage } from './firefox.ts'
import { killProcess, pidsUnder } from './processes.ts'

/** What Chromium does for a worker that some debugger is attached to: nothing that would end it. */
const workerTypes = new Set<string>(['service_worker', 'shared_worker', 'background_page'])

/** Chromium in which no debugger holds on to workers: they start without a stop, and die when they are idle. */
export interface BareChromium extends BrowserUnderTest {
  /** Ends the worker by closing its target. */
  closeWorker: () => Promise<void>
  /** Evaluates where the extension's script runs, in the page whose address contains this text. */
  inContentWorld: (urlPart: string, expression: string) => Promise<unknown>
}

/**
 * Chromium with the build for tests, driven so that as little as possible differs from a person's: Playwright holds on
 * to every worker, which then never dies of idleness and is stopped at every start. A profile is kept at close.
 */
export async function launchBareChromium(
  profile: string,
  { switches = [], extension = 'dist/chrome-testing' }: { switches?: string[]; extension?: string } = {},
): Promise<BareChromium> {
  const dir = resolve(extension)
  const downloads = await mkdtemp(join(tmpdir(), 'cairn-downloads-'))
  const browser = await puppeteer.launch({
    browser: 'chrome',
    executablePath: findChromium(),
    headless: true,
    userDataDir: profile,
    defaultViewport: { width: 1280, height: 800 },
    // A killed browser says nothing any more.
    protocolTimeout: 60_000,
    ignoreDefaultArgs: ['--disable-extensions', '--disable-back-forward-cache'],
    enableExtensions: true,
    args: [...quietSwitches, `--load-extension=${dir}`, `--disable-extensions-except=${dir}`, ...switches],
    targetFilter: (target) => !workerTypes.has(target.type()),
  })
  const root = await browser.target().createCDPSession()
  await root.send('Browser.setDownloadBehavior', { behavior: 'allowAndName', downloadPath: downloads })
  const [first = await browser.newPage()] = await browser.pages()
  const session = await first.createCDPSession()
  await session.send('ServiceWorker.enable')
  const raw = new WeakMap<TestPage, Page>()

  async function targets(): Promise<{ targetId: string; type: string; url: string; attached: boolean }[]> {
    return (await root.send('Target.getTargets')).targetInfos
  }

  async function workers(): Promise<string[]> {
    return (await targets())
      .filter(({ type, url }) => type === 'service_worker' && url.startsWith('chrome-extension://'))
      .map(({ targetId }) => targetId)
  }

  async function backgroundPids(): Promise<number[]> {
    const pids = await pidsUnder(browser.process()?.pid ?? 0, '--extension-process')
    if (pids.length === 0) throw new Error('the extension has no process')
    return pids
  }

  async function findExtensionId(): Promise<string> {
    for (;;) {
      const found = (await targets()).find(({ type, url }) => type === 'service_worker' && url.startsWith('chrome-ext'))
      if (found) return new URL(found.url).host
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  const extensionId = await findExtensionId()
  const extensionOrigin = `chrome-extension://${extensionId}`

  function adopt(page: Page): TestPage {
    const test = toTestPage(page, () => Promise.resolve())
    const adopted: TestPage = {
      ...test,
      goBack: () => page.evaluate(() => history.back()),
      goForward: () => page.evaluate(() => history.forward()),
      reload: async () => {
        await page.reload()
      },
    }
    raw.set(adopted, page)
    return adopted
  }

  const cannot = (): Promise<never> => Promise.reject(new Error('bare Chromium is driven without this'))

  return {
    name: 'chromium',
    extensionId,
    extensionOrigin,
    async newPage(url) {
      const page = await browser.newPage()
      if (url !== undefined) await page.goto(url)
      return adopt(page)
    },
    async pageAt(urlPart) {
      const target = await browser.waitForTarget((target) => target.url().includes(urlPart))
      return adopt((await target.page()) ?? (await browser.newPage()))
    },
    async openExtensionPage(name) {
      const page = await browser.newPage()
      await page.goto(`${extensionOrigin}/src/entrypoints/${name}`)
      return adopt(page)
    },
    async stopBackground() {
      await session.send('ServiceWorker.stopAllWorkers')
    },
    async closeWorker() {
      for (const targetId of await workers()) await root.send('Target.closeTarget', { targetId })
    },
    backgroundId: async () => (await workers()).join(),
    backgroundPids,
    async inContentWorld(urlPart, expression) {
      const page = (await browser.pages()).find((page) => page.url().includes(urlPart))
      if (!page) throw new Error(`no page is at ${urlPart}`)
      const own = await page.createCDPSession()
      const world = new Promise<string>((resolve) => {
        own.on('Runtime.executionContextCreated', ({ context: { origin, uniqueId } }) => {
          if (origin === extensionOrigin) resolve(uniqueId)
        })
      })
      await own.send('Runtime.enable')
      const asked = { expression, uniqueContextId: await world, returnByValue: true }
      const { exceptionDetails, result } = await own.send('Runtime.evaluate', asked)
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      await own.detach()
      return result.value as unknown
    },
    async crash(testPage) {
      const page = raw.get(testPage)
      if (!page) throw new Error('this page was not opened by this browser')
      const crashed = new Promise((resolve) => page.once('error', resolve))
      const own: CDPSession = await page.createCDPSession()
      // Is never answered.
      own.send('Page.crash').catch(() => undefined)
      await crashed
    },
    kill: () => killProcess(browser.process()),
    async close() {
      await browser.close()
      await rm(downloads, { recursive: true, force: true })
    },
    reloadExtension: cannot,
    allowPages: cannot,
    enableExtension: cannot,
    limitSpace: null,
    countListeners: () => Promise.resolve(null),
    openNeighbourPage: cannot,
    openForbiddenPage: cannot,
    command: cannot,
    callTool: cannot,
    preferScheme: cannot,
  }
}
