import type { BrowserUnderTest } from './browser-under-test.ts'
import { launchChromium } from './chromium.ts'
import { launchFirefox } from './firefox.ts'
import type { Neighbour } from './neighbour.ts'

/** The browser this run is for; the same specs run in both. */
const browserName = process.env.CAIRN_BROWSER === 'firefox' ? 'firefox' : 'chromium'

/** With a neighbour, that extension is in the browser too. The switches are Chromium's. */
export function launchBrowser(neighbour?: Neighbour, switches: string[] = []): Promise<BrowserUnderTest> {
  return browserName === 'firefox' ? launchFirefox(neighbour) : launchChromium(neighbour, switches)
}
