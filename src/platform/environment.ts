import type { Environment } from '#trajectory/header.ts'
import { browser } from './browser.ts'

/** Browser, system and locale as the recorder may know them. */
export async function readEnvironment(driver: Environment['driver']): Promise<Environment> {
  const { os, arch } = await browser.runtime.getPlatformInfo()
  const [name, version] = await readBrowser()
  return {
    browser: name,
    browserVersion: version,
    os: `${os} ${arch}`,
    locale: navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    recorderVersion: browser.runtime.getManifest().version,
    driver,
  }
}

async function readBrowser(): Promise<[string, string]> {
  // Only Firefox has getBrowserInfo; the polyfill types it as always there.
  const { getBrowserInfo } = browser.runtime as { getBrowserInfo?: () => Promise<{ name: string; version: string }> }
  if (getBrowserInfo) {
    const info = await getBrowserInfo()
    return [info.name, info.version]
  }
  const match = /(Edg|OPR|Chrome)\/([\d.]+)/.exec(navigator.userAgent)
  return [match?.[1] === 'Edg' ? 'Edge' : match?.[1] === 'OPR' ? 'Opera' : 'Chromium', match?.[2] ?? 'unknown']
}

/** Whether the browser says of a traversal if the person's or the page's doing it was; Firefox says neither. */
export function tellsWhoTravels(): boolean {
  return !('getBrowserInfo' in browser.runtime) || typeof browser.runtime.getBrowserInfo !== 'function'
}
