import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { toEntryId } from '#trajectory/entry-id.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { withCast } from '../support/cast.ts'
import { launchBareChromium, type BareChromium } from '../support/bare-chromium.ts'
import { launchFirefox } from '../support/firefox.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, readRecorded, type Recorded } from '../support/popup.ts'
import { openBook, type Line } from './book.ts'
import type { BrowserName, FaultRun } from './fault.ts'
import { findMarks, isFound } from './marks.ts'
import { createRandom, type Random } from './random.ts'
import { readCommitted, untilStored, type Committed, type StoredSince } from './store.ts'

/** What a fault has to work with. */
export interface Lab {
  browser: BrowserName
  random: Random
  say: (line: string) => void
  /** Lets a random time pass, ms. */
  rest: (minMs: number, maxMs: number) => Promise<void>
  /** A browser with the extension, in a profile of its own, and pages that keep a book. */
  open: (options?: OpenOptions) => Promise<Session>
}

export interface OpenOptions {
  /** A profile to use and to keep; a fresh one, removed at the end, when not given. */
  profile?: string
  /** Chromium's. */
  switches?: string[]
  /** Firefox's. */
  preferences?: Record<string, unknown>
  /** Folder of an extension to load in Cairn's place: what reads the store finds nothing then. */
  extension?: string
}

export interface DeskOptions {
  /** Keeps its book by itself: a page with a connection cannot rest in the back-forward cache. */
  alone?: boolean
  /** Scripts change the DOM, and do nothing else. */
  calm?: boolean
}

/** A page at work: 155 things a second by scripts, and what hands do. */
export interface Desk {
  page: TestPage
  start: () => Promise<void>
  stop: () => Promise<void>
  /** When the document last came back from the back-forward cache, epoch ms; 0 when it never did. */
  restoredAtMs: () => Promise<number>
}

/** Somebody who clicks and types at a desk, without end. */
export interface Hands {
  /** Resolves when the last thing is done. */
  stop: () => Promise<void>
  /** The page is gone, and what was being done in it. */
  drop: () => void
}

export interface Session {
  /** The present browser: another one after `restart`. */
  readonly browser: BrowserUnderTest
  /** The same, for what only Chromium has. */
  readonly chromium: BareChromium
  readonly profile: string
  readonly pages: Pages
  readonly lines: Line[]
  /** Starts a recording by the popup. */
  record: () => Promise<void>
  openDesk: (name: string, options?: DeskOptions) => Promise<Desk>
  hands: (desk: Desk) => Hands
  /** What is committed now. From now on it is acknowledged: it must be in the export. */
  acknowledge: () => Promise<Committed>
  /** Waits for something that happened since then in each source; ms from then until it was stored, null when it did not come. */
  untilStored: (wanted: Omit<StoredSince, 'trajectoryId' | 'timeoutMs'>) => Promise<number | null>
  /** Opens the page that reads the store anew, after it went down with the others of the extension; tries until it can. */
  reopenStore: () => Promise<void>
  /** Runs in a page of the extension. */
  inExtension: <T>(run: () => T | Promise<T>) => Promise<T>
  /** A fault has just taken the page or the browser away; what was not acknowledged then may be lost. */
  crashed: () => void
  /** Starts the browser again in the same profile. */
  restart: () => Promise<void>
  /** Waits until no recording is going on, for the browser to have closed by itself what was cut off. */
  untilClosed: () => Promise<Committed>
  /** Stops the recording if it still goes on, and exports the newest. */
  finish: () => Promise<Recorded>
  /** Holds the export against the book and what was acknowledged. */
  verdict: (recorded: Recorded, figures: Pick<FaultRun, 'times' | 'resumeMs' | 'problems'>) => Promise<FaultRun>
  close: () => Promise<void>
}

/** Fields of a desk. */
const fields = 8
/** A fault that is not over after this long is not over. */
const resumeTimeoutMs = 10_000

const words = 'the quick brown fox jumps over a lazy dog while somebody types all of this by hand'.split(' ')

export function createLab(browser: BrowserName, seed: string, say: (line: string) => void): Lab {
  const random = createRandom(seed)
  return {
    browser,
    random,
    say,
    rest: (minMs, maxMs) => new Promise((resolve) => setTimeout(resolve, random.between(minMs, maxMs))),
    open: (options = {}) => openSession(browser, random, options),
  }
}

async function launch(
  name: BrowserName,
  profile: string,
  options: OpenOptions,
): Promise<{ browser: BrowserUnderTest; chromium: BareChromium | null }> {
  if (name === 'chromium') {
    const chromium = await launchBareChromium(profile, options)
    return { browser: withCast(chromium), chromium }
  }
  const firefox = await launchFirefox(undefined, {
    profile,
    ...(options.extension === undefined ? {} : { extension: options.extension }),
    preferences: {
      // The extension is a temporary one to Firefox: its store would go with it.
      'extensions.webextensions.keepStorageOnUninstall': true,
      'extensions.webextensions.keepUuidOnUninstall': true,
      'browser.sessionstore.resume_from_crash': false,
      'toolkit.startup.max_resumed_crashes': -1,
      // Tabs that nobody sees work as those in front.
      'dom.min_background_timeout_value': 4,
      'dom.min_background_timeout_value_without_budget_throttling': 4,
      'dom.timeout.enable_budget_timer_throttling': false,
      ...options.preferences,
    },
  })
  return { browser: withCast(firefox), chromium: null }
}

async function openSession(name: BrowserName, random: Random, options: OpenOptions): Promise<Session> {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'cairn-faults-')))
  const [pages, book] = await Promise.all([servePages(resolve('test/faults/pages')), openBook()])
  let { browser, chromium } = await launch(name, profile, options)
  let reader: TestPage | null = null
  const acknowledged = new Map<string, number>()
  const crashes: number[] = []
  let texts = 0
  /** Whoever comes next goes on where the last one was: a field is empty again only a few rounds later. */
  let round = 0
  /** Those that keep their book by themselves. */
  const alone: Desk[] = []

  /** Where the hands are: in a page that nobody sees a driver clicks nothing. */
  let front: TestPage | null = null

  async function store(): Promise<TestPage> {
    if (reader) return reader
    reader = await browser.openExtensionPage('options.html')
    await front?.bringToFront()
    return reader
  }

  async function committed(): Promise<Committed> {
    const found = await readCommitted(await store())
    if (!found) throw new Error('nothing was recorded')
    return found
  }

  async function acknowledge(): Promise<Committed> {
    const found = await committed()
    for (const [sourceId, n] of Object.entries(found.through))
      acknowledged.set(sourceId, Math.max(n, acknowledged.get(sourceId) ?? 0))
    return found
  }

  async function untilClosed(): Promise<Committed> {
    const untilMs = Date.now() + resumeTimeoutMs
    for (;;) {
      const found = await committed()
      if (!found.live && found.status !== 'recording') return found
      if (Date.now() > untilMs) throw new Error(`the recording is still going on (${found.status})`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  return {
    get browser() {
      return browser
    },
    get chromium() {
      if (!chromium) throw new Error('this is Firefox')
      return chromium
    },
    profile,
    pages,
    lines: book.lines,
    async record() {
      const popup = await openPopup(browser)
      await popup.record('Work at the desk')
      await store()
      await popup.page.close()
    },
    async openDesk(desk, { alone: isAlone = false, calm = false } = {}) {
      const query = (isAlone ? '' : `&book=${encodeURIComponent(book.url)}`) + (calm ? '&calm' : '')
      const page = await browser.newPage(pages.url(`/desk.html?desk=${desk}${query}`))
      await page.waitFor(() => (window as unknown as DeskWindow).desk.ready())
      const opened: Desk = {
        page,
        start: () => page.evaluate(() => (window as unknown as DeskWindow).desk.start()),
        stop: () => page.evaluate(() => (window as unknown as DeskWindow).desk.stop()),
        restoredAtMs: () => page.evaluate(() => (window as unknown as DeskWindow).desk.restoredAtMs()),
      }
      if (isAlone) alone.push(opened)
      return opened
    },
    hands({ page }) {
      let isOn = true
      front = page
      const work = async (): Promise<void> => {
        await page.bringToFront()
        for (; isOn; round++) {
          await page.click(`#press-${round % 2}`)
          const text = Array.from({ length: 3 }, () => random.pick(words)).join(' ')
          await page.type(`#note-${round % fields}`, `f-T${++texts} ${text}`)
        }
        // Leaves the last field.
        await page.click('#press-0')
      }
      let failure: Error | null = null
      const done = work().catch((error: unknown) => {
        failure = error instanceof Error ? error : new Error('the hands could not go on')
      })
      return {
        async stop() {
          isOn = false
          await done
          if (failure) throw failure
        },
        drop() {
          isOn = false
          front = null
        },
      }
    },
    acknowledge,
    async untilStored(wanted) {
      const { trajectoryId } = await committed()
      const atMs = await untilStored(await store(), { ...wanted, trajectoryId, timeoutMs: resumeTimeoutMs })
      return atMs === null ? null : Math.max(0, atMs - wanted.sinceMs)
    },
    async reopenStore() {
      reader?.close().catch(() => undefined)
      reader = null
      const untilMs = Date.now() + resumeTimeoutMs
      for (;;) {
        try {
          await committed()
          return
        } catch (error) {
          if (Date.now() > untilMs) throw error
          reader = null
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
    },
    inExtension: async (run) => (await store()).evaluate(run),
    // The page lived until its last line, and its driver hears of the end later.
    crashed: () => void crashes.push(book.lines.at(-1)?.atMs ?? Date.now()),
    async restart() {
      await browser.close().catch(() => undefined)
      reader = null
      for (const lock of ['SingletonLock', 'SingletonCookie', 'SingletonSocket'])
        await rm(join(profile, lock), { force: true })
      ;({ browser, chromium } = await launch(name, profile, options))
    },
    untilClosed,
    async finish() {
      const before = await committed()
      const popup = await openPopup(browser)
      if (before.live) {
        await popup.page.waitFor(() => document.querySelector('section[aria-label="Recording"]'))
        await popup.stop()
        await popup.judge('Yes')
      }
      await popup.page.waitFor(() => document.querySelector('li .instruction'))
      return readRecorded(await popup.exportNewest())
    },
    async verdict(recorded, { times, resumeMs, problems }) {
      const lines = [...book.lines]
      for (const { page } of alone)
        lines.push(...(await page.evaluate(() => (window as unknown as DeskWindow).desk.kept)))
      const found = await findMarks(recorded)
      const ids = new Set(recorded.log.map(({ id }) => id))
      const missing: string[] = []
      for (const [sourceId, through] of acknowledged)
        for (let n = 1; n <= through; n++) if (!ids.has(toEntryId(sourceId, n))) missing.push(toEntryId(sourceId, n))
      const lost = lines.filter((line) => !isFound(found, line))
      const lostTypingMs = crashes.flatMap((atMs, i) => {
        const afterMs = crashes[i - 1] ?? -Infinity
        const keys = lines.filter((line) => line.kind === 'key' && line.atMs > afterMs && line.atMs <= atMs)
        // A mark that is not whole is held by many a field.
        const isKept = (line: Line): boolean => line.text?.includes(' ') === true && isFound(found, line)
        // What was typed right after the last fault, when nobody was there yet, is not what this one took.
        const [first, ...more] = keys.slice(keys.findLastIndex(isKept) + 1)
        return first && [first, ...more].some((line) => !isFound(found, line)) ? [atMs - first.atMs] : []
      })
      // What a field held half-way may be told of two typings, and what ends within its mark is held by many a field.
      const whole = new Set(
        lines.flatMap(({ kind, mark, text }) => {
          if (kind !== 'fill') return `${kind} ${mark}`
          return text?.includes(' ') === true ? `fill ${text}` : []
        }),
      )
      const twice = [...found.counts].flatMap(([key, n]) => (n > 1 && whole.has(key) ? [`${key} × ${n}`] : []))
      if (ids.size !== recorded.log.length) twice.push(`${recorded.log.length - ids.size} ids`)
      return {
        times,
        produced: lines.length,
        acknowledged: [...acknowledged.values()].reduce((sum, n) => sum + n, 0),
        missing,
        lost: lost.map(({ kind, mark, text, atMs }) => `${kind} ${mark} ${text ?? ''} ${Math.round(atMs)}`),
        lostTypingMs,
        duplicated: twice,
        resumeMs,
        problems,
      }
    },
    async close() {
      await browser.close().catch(() => undefined)
      await Promise.all([book.close(), pages.close()])
      if (options.profile === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** What desk.html puts on its window. */
interface DeskWindow {
  desk: {
    start: () => void
    stop: () => void
    ready: () => boolean
    kept: Line[]
    restoredAtMs: () => number
  }
}
