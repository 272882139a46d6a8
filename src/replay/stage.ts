import type { BrowserContext, Dialog, FileChooser, Page, Request } from 'playwright'
import type { Action } from '#trajectory/action.ts'
import { ReplayFailure } from './failure.ts'
import { inPage } from './in-page.ts'
import { agreesWith, withMadeUp } from './mask.ts'
import type { Viewport } from './plan.ts'
import { rewriteUrl, type Rewrite } from './rewrite.ts'

type DialogAction = Extract<Action, { name: 'handle_dialog' }>

/** What is kept of a page while it is on the stage. */
interface Track {
  /** Every address of the top document so far; those before `cursor` are accounted for. */
  urls: string[]
  cursor: number
  inFlight: Set<Request>
  chooser: FileChooser | null
  tabId: number | null
}

/** The browser on which a trajectory is carried out, with recorded tabs mapped to pages. */
export interface Stage {
  readonly context: BrowserContext
  readonly rewrite: Rewrite
  /** How long to wait for an element, in milliseconds. Short after something has failed: what depends on it fails too. */
  patienceMs: number
  page: (tabId: number | null) => Page
  hasTab: (tabId: number) => boolean
  tabs: () => { tabId: number; page: Page }[]
  openTab: (tabId: number) => Promise<Page>
  /** Gives the tab that a page has opened its recorded number; false when none came within the time. */
  claimPopup: (tabId: number, timeoutMs: number) => Promise<boolean>
  /** Goes there, under the address of today. */
  goTo: (tabId: number | null, url: string) => Promise<void>
  /**
   * Waits for a tab to come to a recorded address. Resolves with null when it came, with where it went when that was
   * elsewhere, and undefined when it went nowhere.
   */
  arrival: (tabId: number | null, url: string, timeoutMs: number) => Promise<string | null | undefined>
  /** Where the top document of a tab is called so far; for telling whether it has moved. */
  isBlank: (tabId: number | null) => boolean
  /** Waits until a recorded dialog has been answered. */
  answered: (action: DialogAction, timeoutMs: number) => Promise<boolean>
  /** The last file chooser a page has opened, for fields that are in no document. */
  chooser: (page: Page) => FileChooser | null
  /** Waits until nothing loads and nothing changes, within limits. */
  settle: (page: Page) => Promise<void>
  notes: string[]
}

export interface StageOptions {
  context: BrowserContext
  rewrite: Rewrite
  dialogs: readonly DialogAction[]
  viewports: ReadonlyMap<number, Viewport>
  timeoutMs: number
}

/** What a page loads to show something; streams and beacons never end or do not matter. */
const awaitedTypes = new Set(['document', 'stylesheet', 'script', 'xhr', 'fetch'])
/** A page that loads for ever is not waited for longer. */
const loadingMs = 3000

export function createStage({ context, rewrite, dialogs, viewports, timeoutMs }: StageOptions): Stage {
  const tracks = new Map<Page, Track>()
  const tabs = new Map<number, Page>()
  const unanswered = [...dialogs]
  const notes: string[] = []
  const watchers = new Set<() => void>()

  function changed(): void {
    for (const watcher of [...watchers]) watcher()
  }

  /** Looks now and whenever something has happened, until there is something to see. */
  function until<T>(look: () => T | undefined, limitMs: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const end = (value: T | undefined): void => {
        watchers.delete(watcher)
        clearTimeout(timer)
        resolve(value)
      }
      const watcher = (): void => {
        const value = look()
        if (value !== undefined) end(value)
      }
      const timer = setTimeout(() => end(undefined), limitMs)
      watchers.add(watcher)
      watcher()
    })
  }

  function adopt(page: Page): Track {
    const known = tracks.get(page)
    if (known) return known
    const track: Track = { urls: [page.url()], cursor: 0, inFlight: new Set(), chooser: null, tabId: null }
    tracks.set(page, track)
    page.on('framenavigated', (frame) => {
      if (frame !== page.mainFrame()) return
      track.urls.push(frame.url())
      changed()
    })
    page.on('request', (request) => {
      if (awaitedTypes.has(request.resourceType())) track.inFlight.add(request)
    })
    const ended = (request: Request): void => {
      track.inFlight.delete(request)
      changed()
    }
    page.on('requestfinished', ended)
    page.on('requestfailed', ended)
    page.on('filechooser', (chooser) => {
      track.chooser = chooser
    })
    page.on('dialog', (dialog) => {
      void answer(dialog, track)
    })
    page.on('close', changed)
    changed()
    return track
  }

  async function answer(dialog: Dialog, { tabId }: Track): Promise<void> {
    const index = unanswered.findIndex(({ tabId: id, args }) => id === tabId && args.dialog === dialog.type())
    const [recorded] = index === -1 ? [] : unanswered.splice(index, 1)
    if (!recorded) notes.push(`a dialog came that was not recorded: ${dialog.type()} ${dialog.message()}`)
    // Nobody can refuse an alert, and a page that is being left is left.
    const accept = recorded?.args.accept ?? (dialog.type() === 'alert' || dialog.type() === 'beforeunload')
    const text = recorded?.args.text
    // A page that has gone has taken its dialog with it.
    await (accept ? dialog.accept(text == null ? undefined : withMadeUp(text)) : dialog.dismiss()).catch(
      () => undefined,
    )
    changed()
  }

  async function bind(tabId: number, page: Page): Promise<void> {
    adopt(page).tabId = tabId
    tabs.set(tabId, page)
    const viewport = viewports.get(tabId)
    if (viewport && viewport.width > 0 && viewport.height > 0) await page.setViewportSize(viewport)
  }

  function trackOf(tabId: number | null): Track {
    return adopt(pageOf(tabId))
  }

  function pageOf(tabId: number | null): Page {
    const page = tabId === null ? undefined : tabs.get(tabId)
    if (!page || page.isClosed()) throw new ReplayFailure(`tab ${tabId} is not open`)
    return page
  }

  context.on('page', adopt)

  const stage: Stage = {
    context,
    rewrite,
    notes,
    patienceMs: timeoutMs,
    page: pageOf,
    hasTab: (tabId) => tabs.get(tabId)?.isClosed() === false,
    tabs: () => [...tabs].flatMap(([tabId, page]) => (page.isClosed() ? [] : [{ tabId, page }])),
    async openTab(tabId) {
      const page = await context.newPage()
      await bind(tabId, page)
      return page
    },
    async claimPopup(tabId, limitMs) {
      const found = await until(
        () => [...tracks].find(([page, track]) => track.tabId === null && !page.isClosed())?.[0],
        limitMs,
      )
      if (!found) return false
      await bind(tabId, found)
      await stage.settle(found)
      return true
    },
    async goTo(tabId, url) {
      const page = pageOf(tabId)
      const track = adopt(page)
      await page.goto(withMadeUp(rewriteUrl(url, rewrite)), { waitUntil: 'domcontentloaded' })
      track.cursor = track.urls.length
    },
    async arrival(tabId, url, limitMs) {
      const track = trackOf(tabId)
      const expected = withoutParameters(rewriteUrl(url, rewrite))
      const arrived = await until(() => {
        const index = track.urls.findIndex(
          (now, i) => i >= track.cursor && agreesWith(expected, withoutParameters(now)),
        )
        return index === -1 ? undefined : index
      }, limitMs)
      if (arrived !== undefined) {
        track.cursor = arrived + 1
        return null
      }
      const elsewhere = track.urls.slice(track.cursor).at(-1)
      track.cursor = track.urls.length
      return elsewhere
    },
    isBlank: (tabId) => trackOf(tabId).urls.every((url) => url === 'about:blank'),
    async answered(action, limitMs) {
      return (await until(() => (unanswered.includes(action) ? undefined : true), limitMs)) ?? false
    },
    chooser: (page) => adopt(page).chooser,
    async settle(page) {
      const track = adopt(page)
      const closed = until(() => (page.isClosed() ? true : undefined), loadingMs)
      // A page may close or move on while it is looked at; then there is nothing to wait for here.
      const calm = async (): Promise<void> => {
        await page.waitForLoadState('domcontentloaded', { timeout: loadingMs })
        await page.mainFrame().evaluate(inPage(untilCalm))
        await until(() => (track.inFlight.size === 0 ? true : undefined), loadingMs)
        await page.mainFrame().evaluate(inPage(untilCalm))
      }
      await Promise.race([calm().catch(() => undefined), closed])
    },
  }
  return stage
}

/** Which page it is; parameters and fragment hold what differs from one run to the next. */
function withoutParameters(url: string): string {
  return url.replace(/[?#].*$/, '')
}

/** Runs in the page: until it has not changed for a moment, or for a second at most. */
function untilCalm(): Promise<void> {
  return new Promise((resolve) => {
    let timer = setTimeout(resolve, 60)
    const observer = new MutationObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(resolve, 60)
    })
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    setTimeout(() => {
      observer.disconnect()
      resolve()
    }, 1000)
  })
}
