import { browser } from './browser.ts'

/**
 * Asks for access to web pages. Must be called straight from a click: both browsers refuse it later.
 * Resolves with whether the person allowed it.
 */
export function requestPageAccess(origins: string[]): Promise<boolean> {
  return browser.permissions.request({ origins })
}
