import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, delimiter, join, resolve } from 'node:path'
import puppeteer, { type Browser, type ElementHandle, type Frame, type KeyInput, type Page } from 'puppeteer-core'
import {
  dragBetween,
  moveTo,
  type BrowserUnderTest,
  type Mouse,
  type TestFrame,
  type TestPage,
} from './browser-under-test.ts'
import type { Neighbour } from './neighbour.ts'
import { killPid, killProcess } from './processes.ts'

const extensionId = 'cairn@cairn-recorder.example'
/** Fixed, so that the tests know the host of the extension's pages. */
const host = '6f2d1c1e-3b5a-4d0e-9a57-c0ffee15dead'
const neighbourHost = '6f2d1c1e-3b5a-4d0e-9a57-c0ffee15beef'

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

/**
 * Firefox with the shipped build, or another extension of the same id, over WebDriver BiDi. A profile that is given is
 * kept at close.
 */
export async function launchFirefox(
  neighbour?: Neighbour,
  {
    profile,
    preferences = {},
    extension = 'dist/firefox',
  }: { profile?: string; preferences?: Record<string, unknown>; extension?: string } = {},
): Promise<BrowserUnderTest> {
  const downloads = await mkdtemp(join(tmpdir(), 'cairn-downloads-'))
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless: true,
    args: ['--remote-allow-system-access', '--width=1280', '--height=900'],
    defaultViewport: null,
    ...(profile === undefined ? {} : { userDataDir: profile }),
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({
        [extensionId]: host,
        ...(neighbour ? { [neighbour.id.firefox]: neighbourHost } : {}),
      }),
      // Nobody can answer the prompt of a headless browser; the permission is asked for and granted all the same.
      'extensions.webextOptionalPermissionPrompts': false,
      // A touch screen, although this machine has none.
      'dom.w3c_touch_events.enabled': 1,
      'browser.download.folderList': 2,
      'browser.download.dir': downloads,
      'browser.download.useDownloadDir': true,
      'browser.download.alwaysOpenPanel': false,
      ...preferences,
    },
  })
  await browser.installExtension(resolve(extension))
  if (neighbour) await browser.installExtension(neighbour.dir)
  const extensionOrigin = `moz-extension://${host}`
  const askBrowser = await openBrowserScope(browser)
  const inBrowser: InBrowser = async (expression) => {
    await askBrowser(expression)
  }
  return {
    name: 'firefox',
    extensionOrigin,
    async newPage(url) {
      const page = await browser.newPage()
      if (url !== undefined) await page.goto(url)
      return toTestPage(page, inBrowser)
    },
    async pageAt(urlPart) {
      const target = await browser.waitForTarget((target) => target.url().includes(urlPart))
      const page = await target.page()
      if (!page) throw new Error(`${urlPart} is no page`)
      return toTestPage(page, inBrowser)
    },
    async openExtensionPage(name) {
      const page = await browser.newPage()
      // Loads, but the protocol never says so.
      await page.goto(`${extensionOrigin}/src/entrypoints/${name}`, { timeout: 400 }).catch(() => undefined)
      await page.waitForFunction(() => document.querySelector('main') !== null)
      return toTestPage(page, inBrowser)
    },
    extensionId,
    async openNeighbourPage() {
      if (!neighbour) throw new Error('this browser was launched without another extension')
      const page = await browser.newPage()
      await page.goto(`moz-extension://${neighbourHost}/page.html`, { timeout: 400 }).catch(() => undefined)
      await page.waitForFunction(() => document.querySelector('main') !== null)
      return toTestPage(page, inBrowser)
    },
    async command(_name, keys) {
      await inBrowser(`(${pressHere.toString()})(window, ${JSON.stringify(keys)}); true`)
      // The page in front hears the keys first, and must still be there to let them pass.
      await new Promise((resolve) => setTimeout(resolve, 300))
    },
    preferScheme: (scheme) =>
      inBrowser(
        `Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${scheme === 'dark' ? 0 : 1}); true`,
      ),
    limitSpace: null,
    stopBackground: () =>
      inBrowser(
        `WebExtensionPolicy.getByID('${extensionId}').extension.terminateBackground({ ignoreDevToolsAttached: true }).then(() => true)`,
      ),
    backgroundId: async () =>
      String(
        await askBrowser(
          `String([...WebExtensionPolicy.getByID('${extensionId}').extension.views]
            .find(({ viewType }) => viewType === 'background')?.contextId ?? '')`,
        ),
      ),
    backgroundPids: async () =>
      String(
        await askBrowser(
          `ChromeUtils.requestProcInfo()
            .then(({ children }) => children.filter(({ type }) => type === 'extension').map(({ pid }) => pid).join())`,
        ),
      )
        .split(',')
        .map(Number),
    async crash(page) {
      await page.bringToFront()
      await killPid(Number(await askBrowser('gBrowser.selectedBrowser.frameLoader.remoteTab.osPid')))
    },
    kill: () => killProcess(browser.process()),
    allowPages: (allowed) =>
      inBrowser(`ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs')
        .ExtensionPermissions.${allowed ? 'add' : 'remove'}(
          '${extensionId}',
          { origins: ['<all_urls>'], permissions: [], data_collection: [] },
          WebExtensionPolicy.getByID('${extensionId}').extension,
        ).then(() => true)`),
    reloadExtension: () => inBrowser(onAddon('addon.reload()')),
    enableExtension: (enabled) => inBrowser(onAddon(enabled ? 'addon.enable()' : 'addon.disable()')),
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
    callTool: () => Promise.reject(new Error('Firefox calls no tools of pages')),
    async close() {
      await browser.close()
      await rm(downloads, { recursive: true, force: true })
    },
  }
}

interface TextInputProcessor {
  beginInputTransactionForTests: (window: Window) => boolean
  keydown: (event: KeyboardEvent) => void
  keyup: (event: KeyboardEvent) => void
}

/** Presses keys where the browser hears them first, as a keyboard does: the page in front gets them from there. */
function pressHere(window: Window & typeof globalThis, keys: string[]): void {
  const { Cc, Ci } = globalThis as unknown as {
    Cc: Record<string, { createInstance: (kind: unknown) => TextInputProcessor }>
    Ci: { nsITextInputProcessor: unknown }
  }
  const processor = Cc['@mozilla.org/text-input-processor;1']?.createInstance(Ci.nsITextInputProcessor)
  processor?.beginInputTransactionForTests(window)
  const events = keys.map((key) => {
    const isLetter = key.length === 1
    return new window.KeyboardEvent('', {
      key,
      code: isLetter ? `Key${key}` : `${key}Left`,
      keyCode: isLetter ? key.charCodeAt(0) : 0,
    })
  })
  for (const event of events) processor?.keydown(event)
  for (const event of events.reverse()) processor?.keyup(event)
}

/** Browser code about the extension as the browser's page of extensions sees it. */
function onAddon(call: string): string {
  return `ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs')
    .AddonManager.getAddonByID('${extensionId}').then((addon) => ${call}).then(() => true)`
}

type InBrowser = (expression: string) => Promise<void>

/** Runs code where the browser's own interface runs, for what a person does with its buttons; resolves with its value. */
async function openBrowserScope(browser: Browser): Promise<(expression: string) => Promise<unknown>> {
  const { connection } = browser as unknown as {
    connection: { send: (method: string, parameters: object) => Promise<{ result: Record<string, unknown> }> }
  }
  const { result } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' })
  const [{ context }] = result.contexts as [{ context: string }]
  return async (expression) => {
    const answer = await connection.send('script.evaluate', { expression, target: { context }, awaitPromise: true })
    if (answer.result.type === 'exception') throw new Error(JSON.stringify(answer.result.exceptionDetails))
    return (answer.result.result as { value?: unknown } | undefined)?.value
  }
}

/** A page of puppeteer as a page under test; `inBrowser` does what only the browser's own interface can. */
export function toTestPage(page: Page, inBrowser: InBrowser): TestPage {
  const mouse = mouseOf(page, inBrowser)
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
    ...inFrame(page, page.mainFrame(), mouse),
    mouse,
    async touch(...ways) {
      const fingers = []
      for (const [from] of ways) fingers.push(await page.touchscreen.touchStart(from.x, from.y))
      for (const part of [0.25, 0.5, 0.75, 1]) {
        await new Promise((resolve) => setTimeout(resolve, 40))
        for (const [i, [from, to]] of ways.entries())
          await fingers[i]?.move(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part)
      }
      for (const finger of fingers) await finger.end()
    },
    async dropFiles(selector, paths) {
      // No protocol drops files in Firefox: the page gets the event from a script.
      const files = paths.map((path) => basename(path))
      await page.evaluate(
        ({ selector, files }) => {
          const dataTransfer = new DataTransfer()
          for (const name of files) dataTransfer.items.add(new File(['?'], name, { type: 'text/csv' }))
          const options = { dataTransfer, bubbles: true, cancelable: true, composed: true }
          document.querySelector(selector)?.dispatchEvent(new DragEvent('drop', options))
        },
        { selector, files },
      )
    },
    compose: () => Promise.resolve(false),
    pressRaw: () => Promise.resolve(false),
    answerDialogs({ accept, text }) {
      page.removeAllListeners('dialog')
      page.on('dialog', (dialog) => void (accept ? dialog.accept(text) : dialog.dismiss()))
    },
    resizeTo: (width, height) =>
      inBrowser(
        `window.resizeTo(${width}, ${height} + window.outerHeight - gBrowser.selectedBrowser.clientHeight); true`,
      ),
    keys: (text) => page.keyboard.type(text, { delay: 10 }),
    async press(key, { withKey } = {}) {
      if (withKey !== undefined) await page.keyboard.down(withKey as KeyInput)
      await page.keyboard.press(key as KeyInput)
      if (withKey !== undefined) await page.keyboard.up(withKey as KeyInput)
    },
    async chord(keys) {
      const held = keys.slice(0, -1) as KeyInput[]
      for (const key of held) await page.keyboard.down(key)
      await page.keyboard.press(keys.at(-1) as KeyInput)
      for (const key of held.reverse()) await page.keyboard.up(key)
    },
    async chooseFiles(selector, paths) {
      const [dialog] = await Promise.all([page.waitForFileChooser(), page.click(selector)])
      await dialog.accept(paths)
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
      return inFrame(page, await page.waitForFrame((frame) => frame.url().includes(urlPart)), mouse)
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

function mouseOf(page: Page, inBrowser: InBrowser): Mouse {
  let [x, y] = [0, 0]
  return {
    move(toX, toY, steps = 1) {
      ;[x, y] = [toX, toY]
      return page.mouse.move(x, y, { steps })
    },
    down: (button = 'left') => page.mouse.down({ button }),
    async up(button = 'left') {
      if (button === 'left') await inBrowser(inPage(`(${dropHere.toString()})(content, ${x}, ${y})`))
      await page.mouse.up({ button })
    },
  }
}

/** Where the page begins on the screen, CSS pixels; Firefox alone tells. */
interface InnerScreen {
  mozInnerScreenX: number
  mozInnerScreenY: number
}

/**
 * Drops what is being dragged in the page, if anything is. Firefox's driver begins a drag and carries it on, but ends it
 * without a `drop` and a `dragend` (a TODO in its EventUtils.js), as if the browser had broken down in between.
 */
function dropHere(content: Window & typeof globalThis & InnerScreen, x: number, y: number): void {
  const { windowUtils } = content as unknown as {
    windowUtils: {
      dragSession: { dataTransfer: DataTransfer; sourceNode: Node | null } | null
      dispatchDOMEventViaPresShellForTesting: (target: Node, event: Event) => void
    }
  }
  const session = windowUtils.dragSession
  if (!session) return
  const { dataTransfer, sourceNode } = session
  const targets = { drop: content.document.elementFromPoint(x, y), dragend: sourceNode }
  for (const [type, target] of Object.entries(targets)) {
    if (!target) continue
    const event = content.document.createEvent('DragEvent') as DragEvent & {
      initDragEvent: (...from: unknown[]) => void
    }
    // Where the event lies in the page is computed from where it lies on the screen.
    const [screenX, screenY] = [x + content.mozInnerScreenX, y + content.mozInnerScreenY]
    const place = [0, screenX, screenY, x, y, false, false, false, false, 0]
    event.initDragEvent(type, true, true, content, ...place, null, dataTransfer)
    windowUtils.dispatchDOMEventViaPresShellForTesting(target, event)
  }
}

/** Browser code that runs a script with the browser's rights in the page in front, and waits for its end. */
function inPage(script: string): string {
  const source = `data:,${encodeURIComponent(`try { ${script} } finally { sendAsyncMessage('cairn:ran') }`)}`
  return `new Promise((resolve) => {
    const { messageManager } = gBrowser.selectedBrowser
    messageManager.addMessageListener('cairn:ran', function ran() {
      messageManager.removeMessageListener('cairn:ran', ran)
      resolve(true)
    })
    messageManager.loadFrameScript(${JSON.stringify(source)}, false)
  })`
}

function inFrame(page: Page, frame: Frame, mouse: Mouse): TestFrame {
  const find = async (selector: string): Promise<ElementHandle> => {
    const element = await frame.waitForSelector(selector, { visible: true })
    if (!element) throw new Error(`${selector} is not there`)
    return element
  }
  const boxOf: TestFrame['boxOf'] = async (selector) => {
    const element = await find(selector)
    await element.scrollIntoView()
    const box = await element.boundingBox()
    if (!box) throw new Error(`${selector} has no box`)
    return box
  }
  return {
    async click(selector, { count = 1, button = 'left' } = {}) {
      await (await find(selector)).click({ count, button })
    },
    async type(selector, text) {
      await (await find(selector)).click()
      await page.keyboard.type(text, { delay: 10 })
    },
    hover: async (selector) => moveTo(mouse, await boxOf(selector)),
    drag: async (fromSelector, toSelector) => dragBetween(mouse, await boxOf(fromSelector), await boxOf(toSelector)),
    async setFiles(selector, paths) {
      // File inputs are hidden more often than not.
      const element = await frame.waitForSelector(selector)
      if (!element) throw new Error(`${selector} is not there`)
      await (element as ElementHandle<HTMLInputElement>).uploadFile(...paths)
    },
    boxOf,
    evaluate: (run, argument) => frame.evaluate(run as never, argument as never),
  }
}
