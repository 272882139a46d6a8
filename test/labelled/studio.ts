import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Script } from '../../demo/model-script.ts'
import { startDemo, type Demo } from '../../demo/server.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, type Popup } from '../support/popup.ts'
import { pause } from '../support/studio.ts'
import { scenarios } from './registry.ts'
import type { ClerkPlan, Scenario, Stage } from './scenario.ts'

interface DeskWindow {
  clerk: (plan: ClerkPlan) => Promise<void>
  clerkIsDone?: boolean
}
declare const window: Window & typeof globalThis & DeskWindow

const panel = '#page-agent-runtime_agent-panel'

/** What the places of the scenarios share: a browser with the extension, the shop with its model, and the desk. */
export interface LabelledStudio {
  /** Plays a scenario while it is recorded; resolves with the exported file. */
  record: (scenario: Scenario) => Promise<string>
}

/** Opens the studio before the first spec of a file, and closes it after the last. */
export function useLabelledStudio(): LabelledStudio {
  let browser: BrowserUnderTest
  let popup: Popup
  let demo: Demo
  let desk: Pages
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cairn-desk-'))
    await cp(join(import.meta.dirname, 'desk'), folder, { recursive: true })
    await copyFile('dist/node/agent.js', join(folder, 'agent.js'))
    const scripts = new Map<string, Script>(scenarios.flatMap((scenario) => Object.entries(scenario.scripts ?? {})))
    ;[browser, desk, demo] = await Promise.all([
      launchBrowser(),
      servePages(folder),
      startDemo({ script: (instruction) => scripts.get(instruction) ?? [] }),
    ])
    popup = await openPopup(browser)
  })
  afterAll(async () => {
    await browser.close()
    await desk.close()
    await demo.close()
    await rm(folder, { recursive: true, force: true })
  })

  return {
    async record({ place, task, run, judged }) {
      const page = await browser.newPage(place === 'shop' ? demo.url : desk.url('/index.html'))
      await popup.record(task)
      await page.bringToFront()
      await pause(1800)
      try {
        await run(stageOf(page, browser))
      } finally {
        await popup.stop()
        await popup.judge(judged ?? 'Skip')
      }
      const file = await popup.exportNewest()
      // Some people close it themselves.
      await page.close().catch(() => undefined)
      return file
    },
  }
}

function stageOf(page: TestPage, browser: BrowserUnderTest): Stage {
  const stage: Stage = {
    page,
    browser,
    pause,
    async begin(prompt) {
      await page.type(`${panel} input[type=text]`, prompt)
      await page.press('Enter')
      await page.waitFor((selector) => document.querySelector(`${selector} [title=Stop]`), panel)
    },
    async ask(prompt) {
      await stage.begin(prompt)
      // A run of many steps on a busy machine takes longer than one wait.
      for (let tries = 0; tries < 3; tries++) {
        const isDone = await page
          .waitFor((selector) => document.querySelector(`${selector} [title=Close]`), panel)
          .then(() => true)
          .catch(() => false)
        if (isDone) break
      }
      await page.waitFor(() => {
        const mask = document.querySelector<HTMLElement>('#page-agent-runtime_simulator-mask')
        return !mask || getComputedStyle(mask).display === 'none' || mask.getBoundingClientRect().width === 0
      })
      await pause(500)
    },
    async book(afterMs = 0) {
      if (afterMs > 0) await pause(afterMs)
      await page.click('#book')
      await pause()
    },
    clerk: async (plan) => {
      await stage.clerkBegins(plan)
      await stage.clerkIsDone()
    },
    async clerkBegins(plan) {
      await page.evaluate((given) => {
        window.clerkIsDone = false
        void window.clerk(given).then(() => (window.clerkIsDone = true))
      }, plan)
    },
    async clerkIsDone() {
      // Longer than one wait, for a clerk that stalls.
      await page.waitFor(() => window.clerkIsDone).catch(() => undefined)
      await page.waitFor(() => window.clerkIsDone)
    },
    async retype(selector, text) {
      await page.click(selector)
      await page.press('a', { withKey: 'Control' })
      await page.keys(text)
    },
  }
  return stage
}
