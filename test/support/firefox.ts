import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import puppeteer, { type Browser, type Frame, type KeyInput, type Page } from 'puppeteer-core'
import type { BrowserUnderTest, TestPage } from './browser-under-test.ts'

const extensionId = 'cairn@cairn-recorder.example'
/** Fixed, so that the tests know the host of the extension's pages. */
const host = '6f2d1c1e-3b5a-4d0e-9a57-c0ffee15dead'

/** Firefox: `CAIRN_FIREFOX`, then PATH. Throws with what to do when there is none. */
export function findFirefox(): string {
  const stated = process.env.CAIRN_FIREFOX
  if (stated !== undefined && stated !== '') return stated
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['firefox-esr', 'firefox']) {
      try {
        accessSync(join(directory, name), constants.X_OK)
        return join(directory, name)
      } catch {
        // Not here; the next one.
      }
    }
  }
  throw new Error('no Firefox found; set CAIRN_FIREFOX to one, or put `firefox` on PATH')
}

/** Firefox with the shipped build, over WebDriver BiDi. */
export async function launchFirefox(): Promise<BrowserUnderTest> {
  const downloads = await mkdtemp(join(tmpdir(), 'cairn-downloads-'))
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless: true,
    args: ['--remote-allow-system-access', '--width=1280', '--height=900'],
    defaultViewport: null,
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [extensionId]: host }),
      // Nobody can answer the prompt of a headless browser; the permission is asked for and granted all the same.
      'extensions.webextOptionalPermissionPrompts': false,
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
      'browser.download.useDownloadDir': true,
      'browser.download.alwaysOpenPanel': false,
    },
  })
  await browser.installExtension(resolve('dist/firefox'))
  const extensionOrigin = `moz-extension://${host}`
  const inBrowser = await openBrowserScope(browser)
  return {
    name: 'firefox',
    extensionOrigin,
    async newPage(url) {
      const page = await browser.newPage()
      if (url !== undefined) await page.goto(url)
      return toTestPage(page, inBrowser)
    },
    async openExtensionPage(name) {
      const page = await browser.newPage()
      // Loads, but the protocol never says so.
      await page.goto(`${extensionOrigin}/src/entrypoints/${name}`, { timeout: 400 }).catch(() => undefined)
      await page.waitForFunction(() => document.querySelector('main') !== null)
      return toTestPage(page, inBrowser)
    },
    stopBackground: () =>
      inBrowser(
        `WebExtensionPolicy.getByID('${extensionId}').extension.terminateBackground({ ignoreDevToolsAttached: true }).then(() => true)`,
      ),
    async openForbiddenPage() {
      const url = 'about:support'
      // The protocol may not go there.
      await inBrowser(`(async () => {
        const tab = gBrowser.selectedTab = gBrowser.addTrustedTab('${url}')
        while (tab.linkedBrowser.currentURI.spec !== '${url}') await new Promise((resolve) => setTimeout(resolve, 20))
      })()`)
      return url
    },
    // No protocol tells a page's listeners to Firefox's driver.
    countListeners: () => Promise.resolve(null),
    async close() {
      await browser.close()
      await rm(downloads, { recursive: true, force: true })
    },
  }
}

type InBrowser = (expression: string) => Promise<void>

/** Runs code where the browser's own interface runs: for what a person does with its buttons. */
async function openBrowserScope(browser: Browser): Promise<InBrowser> {
  const { connection } = browser as unknown as {
    connection: { send: (method: string, parameters: object) => Promise<{ result: Record<string, unknown> }> }
  }
  const { result } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' })
  const [{ context }] = result.contexts as [{ context: string }]
  return async (expression) => {
    const answer = await connection.send('script.evaluate', { expression, target: { context }, awaitPromise: true })
    if (answer.result.type === 'exception') throw new Error(JSON.stringify(answer.result.exceptionDetails))
  }
}

function toTestPage(page: Page, inBrowser: InBrowser): TestPage {
  const documentKey = (): Promise<string> =>
    page.evaluate(() => `${performance.timeOrigin} ${location.href} ${document.readyState}`).catch(() => '')
  // By the browser's buttons: the protocol's own commands wait for load events that the back/forward cache never fires.
  const byButton = async (expression: string): Promise<void> => {
    await page.bringToFront()
    const before = await documentKey()
    await inBrowser(`${expression}; true`)
    const deadlineMs = Date.now() + 20_000
    for (let now = before; now === before || !now.endsWith('complete'); now = await documentKey()) {
      if (Date.now() > deadlineMs) throw new Error(`${expression} led to no new document within 20 s`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  return {
    goto: async (url) => {
      await page.goto(url)
    },
    url: () => page.url(),
    ...inFrame(page, page.mainFrame()),
    keys: (text) => page.keyboard.type(text, { delay: 10 }),
    async press(key, { withKey } = {}) {
      if (withKey !== undefined) await page.keyboard.down(withKey as KeyInput)
      await page.keyboard.press(key as KeyInput)
      if (withKey !== undefined) await page.keyboard.up(withKey as KeyInput)
    },
    wheel: (deltaY) => page.mouse.wheel({ deltaY }),
    waitFor: async (holds, argument) => {
      await page.waitForFunction(holds as never, { polling: 50 }, argument)
    },
    async text(selector) {
      const element = await page.waitForSelector(selector)
      return (await element?.evaluate((node) => (node as HTMLElement).innerText)) ?? ''
    },
    async frame(urlPart) {
      return inFrame(page, await page.waitForFrame((frame) => frame.url().includes(urlPart)))
    },
    goBack: () => byButton('gBrowser.goBack()'),
    goForward: () => byButton('gBrowser.goForward()'),
    reload: () => byButton('gBrowser.reload()'),
    bringToFront: () => page.bringToFront(),
    screenshot: async (path) => {
      await page.screenshot({ path: path })
    },
    close: () => page.close(),
  }
}

function inFrame(page: Page, frame: Frame): Pick<TestPage, 'click' | 'type' | 'evaluate'> {
  return {
    async click(selector, { count = 1, button = 'left' } = {}) {
      const element = await frame.waitForSelector(selector, { visible: true })
      if (!element) throw new Error(`${selector} is not there`)
      await element.click({ count, button })
    },
    async type(selector, text) {
      const element = await frame.waitForSelector(selector, { visible: true })
      if (!element) throw new Error(`${selector} is not there`)
      await element.click()
      await page.keyboard.type(text, { delay: 10 })
    },
    evaluate: (run, argument) => frame.evaluate(run as never, argument as never),
  }
}
