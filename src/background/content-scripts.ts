import { browser } from '#platform/browser.ts'
import type { BackgroundContext } from './context.ts'

/** A tab the recorder could not get into, or in which it ended, and why. */
export interface Uninjected {
  tabId: number
  url: string
  reason: 'forbidden-page' | 'script-failed' | 'tab-crashed'
  detail: string
}

/** Registers both content scripts for every page to come, MAIN first. Nothing of Cairn is in a page before this. */
export async function registerScripts({ scripts }: BackgroundContext): Promise<void> {
  await unregisterScripts()
  await browser.scripting.registerContentScripts(
    scripts.map(({ id, file, world }) => ({
      id,
      js: [file],
      world,
      matches: ['<all_urls>'],
      matchOriginAsFallback: true,
      allFrames: true,
      runAt: 'document_start',
      // A recording does not outlive the browser: an interrupted one is closed at the next start.
      persistAcrossSessions: false,
    })) as never,
  )
}

export async function unregisterScripts(): Promise<void> {
  await browser.scripting.unregisterContentScripts()
}

export async function areScriptsRegistered(): Promise<boolean> {
  return (await browser.scripting.getRegisteredContentScripts()).length > 0
}

/** Puts both scripts into every tab already open; returns the tabs that did not let them in. */
export async function injectIntoOpenTabs(context: BackgroundContext): Promise<Uninjected[]> {
  const tabs = await browser.tabs.query({})
  const results = await Promise.all(
    tabs.map((tab) =>
      tab.id === undefined || tab.discarded ? Promise.resolve(null) : injectIntoTab(context, tab.id, tab.url ?? ''),
    ),
  )
  return results.filter((result) => result !== null)
}

/** Puts both scripts into all frames of a tab that have none; says why not when the browser does not let them in. */
export async function injectIntoTab(
  { scripts }: BackgroundContext,
  tabId: number,
  url: string,
): Promise<Uninjected | null> {
  const forbidden = forbiddenPage(url)
  if (forbidden !== null) return { tabId, url, reason: 'forbidden-page', detail: forbidden }
  try {
    for (const { file, world } of scripts) {
      await browser.scripting.executeScript({
        target: { tabId, allFrames: true },
        files: [file],
        world,
        injectImmediately: true,
      })
    }
    return null
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return {
      tabId,
      url,
      reason: 'script-failed',
      detail: `the browser did not let Cairn into ${pageName(url)} (${message})`,
    }
  }
}

/** Pages with nothing on them to record. */
const emptyPages = new Set([
  '',
  'about:blank',
  'about:srcdoc',
  'about:newtab',
  'about:home',
  'about:privatebrowsing',
  'chrome://newtab',
  'chrome://new-tab-page',
  'edge://newtab',
])

/** Why a page cannot be recorded, in plain words; null when it can. */
export function forbiddenPage(url: string): string | null {
  if (emptyPages.has(url.replace(/[/?#]*$/, ''))) return null
  if (
    /^(chrome|edge|brave|opera|about|devtools|chrome-search|view-source|resource|moz-extension|chrome-extension|chrome-untrusted):/.test(
      url,
    )
  ) {
    return `${pageName(url)} belongs to the browser or to an extension; no extension may record it`
  }
  if (
    /^https:\/\/(chromewebstore\.google\.com|chrome\.google\.com\/webstore|addons\.mozilla\.org|accounts\.firefox\.com|support\.mozilla\.org)(\/|$)/.test(
      url,
    )
  ) {
    return `${pageName(url)} is an add-on store or account page that browsers keep all extensions out of`
  }
  return null
}

/** A page's address as far as it helps a person: no query, no fragment. */
export function pageName(url: string): string {
  return url.replace(/[?#].*$/, '') || 'this page'
}
