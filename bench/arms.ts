import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright'
import { findChromium } from '#chromium/find-chromium.ts'
import { quietSwitches } from '#chromium/quiet-switches.ts'
import { launchRecorder, type Recorder } from '#playwright/launch-recorder.ts'
import { bundleScript } from './bundle.ts'

/** The browsers the arms run in, open side by side for the whole run so that arms can take turns. */
export interface Arms {
  /** Without any extension. */
  plain: BrowserContext
  /** With the extension, which records. */
  recorder: Recorder
  /** With the extension, which does not. */
  idle: BrowserContext
  /** Runs the script in the page's own world: `rrweb` or `floor`. */
  inject: (page: Page, script: 'rrweb' | 'floor') => Promise<void>
  close: () => Promise<void>
}

export async function openArms(): Promise<Arms> {
  const scripts = { rrweb: await bundleScript('rrweb'), floor: await bundleScript('floor') }
  const calls = { rrweb: 'recordAlone', floor: 'listenBarely' }
  const profile = await mkdtemp(join(tmpdir(), 'cairn-bench-'))
  const plain = await chromium.launchPersistentContext(profile, {
    headless: true,
    executablePath: findChromium(),
    viewport: { width: 1280, height: 800 },
    args: [...quietSwitches],
  })
  const recorder = await launchRecorder()
  const idle = await launchRecorder()
  return {
    plain,
    recorder,
    idle: idle.context,
    async inject(page, script) {
      // In a task of the page, as a script of its own would run: the driver's tasks do not count as the page's.
      await page.evaluate(`new Promise((resolve, reject) => setTimeout(() => {
        try {
          ${scripts[script]}
          globalThis.recorded = ${calls[script]}()
          resolve()
        } catch (error) { reject(error) }
      }))`)
    },
    async close() {
      await Promise.all([plain.close(), recorder.close(), idle.close()])
      await rm(profile, { recursive: true, force: true })
    },
  }
}
