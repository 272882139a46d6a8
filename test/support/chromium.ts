import { resolve } from 'node:path'
import { launchRecorder } from '#playwright/launch-recorder.ts'
import type { CDPSession, Frame, Page } from 'playwright'
import {
  dragBetween,
  moveTo,
  type BrowserUnderTest,
  type Mouse,
  type TestFrame,
  type TestPage,
} from './browser-under-test.ts'
import type { Neighbour } from './neighbour.ts'
import { killByArgument } from './processes.ts'

/** What the browser's page of extensions may call, as far as it is called here. */
interface ExtensionsPage {
  developerPrivate: {
    updateProfileConfiguration: (change: { inDeveloperMode: boolean }) => Promise<void>
    updateExtensionConfiguration: (change: { extensionId: string; hostAccess: string }) => Promise<void>
    reload: (id: string, options: { failQuietly: boolean }) => Promise<unknown>
  }
  management: { setEnabled: (id: string, enabled: boolean) => Promise<void> }
}

/**
 * Chromium with the build for tests, which differs from the shipped one in one manifest key. A profile that is given is
 * kept at close.
 */
export async function launchChromium(
  neighbour?: Neighbour,
  switches: string[] = [],
  profile?: string,
): Promise<BrowserUnderTest> {
  const { context, extensionId, close } = await launchRecorder({
    ...(profile === undefined ? {} : { userDataDir: profile }),
    // As people have it; going back then has no `load` to wait for.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [...(neighbour ? both(neighbour) : []), ...switches],
  })
  const extensionOrigin = `chrome-extension://${extensionId}`
  const first = context.pages()[0]
  /** Through which the browser's workers are stopped; opened once, so that stopping is done at once. */
  let workers: Promise<CDPSession> | undefined
  async function openWorkers(page: Page): Promise<CDPSession> {
    const session = await context.newCDPSession(page)
    await session.send('ServiceWorker.enable')
    return session
  }
  const raw = new WeakMap<TestPage, Page>()
  const adopt = (page: Page): TestPage => {
    const adopted = toTestPage(page)
    raw.set(adopted, page)
    return adopted
  }
  /** Runs on the browser's own page of extensions, which may do what a person does there. */
  async function onExtensionsPage<A>(
    run: (api: ExtensionsPage, id: string, argument: A) => Promise<unknown>,
    argument?: A,
  ): Promise<void> {
    const page =
      context.pages().find((page) => page.url().startsWith('chrome://extensions')) ?? (await context.newPage())
    if (!page.url().startsWith('chrome://extensions')) await page.goto('chrome://extensions')
    await page.evaluate(`(${run.toString()})(chrome, ${JSON.stringify(extensionId)}, ${JSON.stringify(argument)})`)
  }

  return {
    name: 'chromium',
    extensionOrigin,
    async newPage(url) {
      const page = await context.newPage()
      if (url !== undefined) await page.goto(url)
      return adopt(page)
    },
    async pageAt(urlPart) {
      const find = (): Page | undefined => context.pages().find((page) => page.url().includes(urlPart))
      return adopt(find() ?? (await context.waitForEvent('page', (page) => page.url().includes(urlPart))))
    },
    async openExtensionPage(name) {
      const page = await context.newPage()
      await page.goto(`${extensionOrigin}/src/entrypoints/${name}`)
      return adopt(page)
    },
    extensionId,
    async openNeighbourPage() {
      if (!neighbour) throw new Error('this browser was launched without another extension')
      const page = await context.newPage()
      await page.goto(`chrome-extension://${neighbour.id.chromium}/page.html`)
      return adopt(page)
    },
    async command(name) {
      const [worker] = context.serviceWorkers().slice(-1)
      await (worker ?? (await context.waitForEvent('serviceworker'))).evaluate(async (name) => {
        const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true })
        const { onCommand } = chrome.commands as unknown as { onCommand: { dispatch: (...event: unknown[]) => void } }
        onCommand.dispatch(name, tab)
      }, name)
    },
    async preferScheme(colorScheme) {
      for (const page of context.pages()) await page.emulateMedia({ colorScheme })
    },
    async stopBackground() {
      workers ??= openWorkers(first ?? (await context.newPage()))
      await (await workers).send('ServiceWorker.stopAllWorkers')
    },
    // The driver keeps them for ever.
    backgroundId: () => Promise.resolve(context.serviceWorkers().at(-1)?.url() ?? ''),
    backgroundPids: () => Promise.reject(new Error('launch it bare: no argument tells its processes from others')),
    async crash(testPage) {
      const page = raw.get(testPage)
      if (!page) throw new Error('this page was not opened by this browser')
      const crashed = page.waitForEvent('crash')
      const session = await context.newCDPSession(page)
      // Is never answered.
      session.send('Page.crash').catch(() => undefined)
      await crashed
    },
    async kill() {
      if (profile === undefined) throw new Error('launch it with a profile: by that its process is found')
      await killByArgument(`--user-data-dir=${profile}`)
    },
    async reloadExtension() {
      await onExtensionsPage(async ({ developerPrivate }, id) => {
        // Without it an extension from the command line stays off after a reload.
        await developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })
        await developerPrivate.reload(id, { failQuietly: true })
      })
    },
    async allowPages(allowed) {
      await onExtensionsPage(
        ({ developerPrivate }, extensionId, hostAccess) =>
          developerPrivate.updateExtensionConfiguration({ extensionId, hostAccess }),
        allowed ? 'ON_ALL_SITES' : 'ON_CLICK',
      )
    },
    async enableExtension(enabled) {
      await onExtensionsPage(({ management }, id, enabled) => management.setEnabled(id, enabled), enabled)
    },
    async limitSpace(bytes) {
      const page = context.pages().find((candidate) => candidate.url().startsWith(extensionOrigin))
      if (!page) throw new Error('open a page of the extension first')
      const session = await context.newCDPSession(page)
      await session.send('Storage.overrideQuotaForOrigin', {
        origin: extensionOrigin,
        ...(bytes === null ? {} : { quotaSize: bytes }),
      })
      // The override ends with the session.
      if (bytes === null) await session.detach()
    },
    async openForbiddenPage() {
      const page = await context.newPage()
      await page.goto('chrome://version/')
      return page.url()
    },
    async countListeners(testPage) {
      const page = raw.get(testPage)
      if (!page) throw new Error('this page was not opened by this browser')
      const session = await context.newCDPSession(page)
      const contextIds: number[] = []
      // Listeners are told by world: the page's, and that of each extension that is in the page.
      // The driver's own world has listeners too.
      session.on('Runtime.executionContextCreated', ({ context: { id, name } }) => {
        if (!name.startsWith('__playwright')) contextIds.push(id)
      })
      await session.send('Runtime.enable')
      let count = 0
      for (const contextId of contextIds) {
        for (const expression of ['window', 'document']) {
          const { result } = await session.send('Runtime.evaluate', { expression, contextId })
          const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' })
          count += listeners.length
        }
      }
      await session.detach()
      return count
    },
    async callTool(testPage, toolName, input, { cancelAfterMs } = {}) {
      const page = raw.get(testPage)
      if (!page) throw new Error('this page was not opened by this browser')
      const session = await page.context().newCDPSession(page)
      await session.send('WebMCP.enable')
      const { frameTree } = await session.send('Page.getFrameTree')
      const responses: { invocationId: string; status: string; output?: unknown }[] = []
      session.on('WebMCP.toolResponded', (response) => responses.push(response))
      // The types know texts alone.
      const call = { frameId: frameTree.frame.id, toolName, input: input as Record<string, string> }
      const { invocationId } = await session.send('WebMCP.invokeTool', call)
      if (cancelAfterMs !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, cancelAfterMs))
        await session.send('WebMCP.cancelInvocation', { invocationId })
      }
      for (;;) {
        const response = responses.find((response) => response.invocationId === invocationId)
        if (response) return { status: response.status, output: response.output }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    close,
  }
}

/** Of a switch that stands twice, the last counts. */
function both({ dir }: Neighbour): string[] {
  const dirs = [resolve('dist/chrome-testing'), dir].join()
  return [`--load-extension=${dirs}`, `--disable-extensions-except=${dirs}`]
}

const pierce = (selector: string): string => selector.replaceAll(' >>> ', ' ')

function toTestPage(page: Page): TestPage {
  return {
    goto: async (url) => {
      await page.goto(url)
    },
    url: () => page.url(),
    ...inFrame(page, page),
    mouse: mouseOf(page),
    async touch(...ways) {
      const session = await page.context().newCDPSession(page)
      const points = (part: number): { x: number; y: number; id: number }[] =>
        ways.map(([from, to], id) => ({
          x: from.x + (to.x - from.x) * part,
          y: from.y + (to.y - from.y) * part,
          id,
        }))
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: points(0) })
      for (const part of [0.25, 0.5, 0.75, 1]) {
        await new Promise((resolve) => setTimeout(resolve, 40))
        await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: points(part) })
      }
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
      await session.detach()
    },
    async dropFiles(selector, paths) {
      const { x, y, width, height } = await inFrame(page, page).boxOf(selector)
      const session = await page.context().newCDPSession(page)
      const at = {
        x: x + width / 2,
        y: y + height / 2,
        data: { items: [], files: paths.map((path) => resolve(path)), dragOperationsMask: 1 },
      }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await session.send('Input.dispatchDragEvent', { type, ...at })
      await session.detach()
    },
    async compose(parts, text) {
      const session = await page.context().newCDPSession(page)
      for (const part of parts)
        await session.send('Input.imeSetComposition', {
          text: part,
          selectionStart: part.length,
          selectionEnd: part.length,
        })
      await session.send('Input.insertText', { text })
      await session.detach()
      return true
    },
    async pressRaw(selector) {
      const { x, y, width, height } = await inFrame(page, page).boxOf(selector)
      const session = await page.context().newCDPSession(page)
      const mouse = { x: x + width / 2, y: y + height / 2, button: 'left', clickCount: 1 } as const
      for (const type of ['mousePressed', 'mouseReleased'] as const)
        await session.send('Input.dispatchMouseEvent', { ...mouse, type })
      await session.detach()
      return true
    },
    answerDialogs({ accept, text }) {
      page.removeAllListeners('dialog')
      page.on('dialog', (dialog) => void (accept ? dialog.accept(text) : dialog.dismiss()))
    },
    resizeTo: (width, height) => page.setViewportSize({ width, height }),
    keys: (text) => page.keyboard.type(text, { delay: 10 }),
    press: (key, { withKey } = {}) => page.keyboard.press(withKey === undefined ? key : `${withKey}+${key}`),
    chord: (keys) => page.keyboard.press(keys.join('+')),
    async chooseFiles(selector, paths) {
      const [dialog] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.locator(pierce(selector)).first().click(),
      ])
      await dialog.setFiles(paths)
    },
    wheel: (deltaY) => page.mouse.wheel(0, deltaY),
    waitFor: async (holds, argument) => {
      await page.waitForFunction(holds as never, argument as never)
    },
    text: (selector) => page.locator(pierce(selector)).first().innerText(),
    async frame(urlPart) {
      for (;;) {
        const found = page.frames().find((frame) => frame.url().includes(urlPart))
        if (found) return inFrame(page, found)
        await page.waitForEvent('framenavigated', { timeout: 5000 })
      }
    },
    goBack: async () => {
      await page.goBack({ waitUntil: 'commit' })
    },
    goForward: async () => {
      await page.goForward({ waitUntil: 'commit' })
    },
    reload: async () => {
      await page.reload()
    },
    bringToFront: () => page.bringToFront(),
    screenshot: async (path) => {
      await page.screenshot({ path })
    },
    close: () => page.close(),
  }
}

function mouseOf(page: Page): Mouse {
  return {
    move: (x, y, steps = 1) => page.mouse.move(x, y, { steps }),
    down: (button = 'left') => page.mouse.down({ button }),
    up: (button = 'left') => page.mouse.up({ button }),
  }
}

function inFrame(page: Page, frame: Page | Frame): TestFrame {
  const boxOf: TestFrame['boxOf'] = async (selector) => {
    const element = frame.locator(pierce(selector)).first()
    await element.scrollIntoViewIfNeeded()
    const box = await element.boundingBox()
    if (!box) throw new Error(`${selector} has no box`)
    return box
  }
  return {
    click: (selector, { count = 1, button = 'left' } = {}) =>
      frame.locator(pierce(selector)).first().click({ clickCount: count, button }),
    async type(selector, text) {
      await frame.locator(pierce(selector)).first().click()
      await page.keyboard.type(text, { delay: 10 })
    },
    hover: async (selector) => moveTo(mouseOf(page), await boxOf(selector)),
    drag: async (fromSelector, toSelector) =>
      dragBetween(mouseOf(page), await boxOf(fromSelector), await boxOf(toSelector)),
    setFiles: (selector, paths) => frame.locator(pierce(selector)).first().setInputFiles(paths),
    boxOf,
    evaluate: (run, argument) => frame.evaluate(run as never, argument as never),
  }
}
