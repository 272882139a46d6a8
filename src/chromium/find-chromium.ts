import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'

const names = ['chromium', 'chromium-browser']

/**
 * A Chromium that loads unpacked extensions: `CAIRN_CHROMIUM`, then PATH, then Playwright's own. Branded Chrome is not
 * looked for, because it ignores `--load-extension`. Throws with what to do when there is none.
 */
export function findChromium(): string {
  const stated = process.env.CAIRN_CHROMIUM
  if (stated !== undefined && stated !== '') {
    if (!isExecutable(stated)) throw new Error(`CAIRN_CHROMIUM is ${stated}, which is not an executable file`)
    return stated
  }
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (directory !== '' && isExecutable(join(directory, name))) return join(directory, name)
  }
  const own = chromium.executablePath()
  if (existsSync(own)) return own
  throw new Error(
    'no Chromium found; set CAIRN_CHROMIUM to one, put `chromium` on PATH, or run `npx playwright install chromium`',
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
