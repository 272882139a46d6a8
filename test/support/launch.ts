import type { BrowserUnderTest } from './browser-under-test.ts'
import { launchChromium } from './chromium.ts'
import { launchFirefox } from './firefox.ts'

/** The browser this run is for; the same specs run in both. */
const browserName = process.env.CAIRN_BROWSER === 'firefox' ? 'firefox' : 'chromium'

export function launchBrowser(): Promise<BrowserUnderTest> {
  return browserName === 'firefox' ? launchFirefox() : launchChromium()
}
