import { browser } from './browser.ts'

export function openOptionsPage(): Promise<void> {
  return browser.runtime.openOptionsPage()
}
