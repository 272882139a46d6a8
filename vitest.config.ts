import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { writeLeanRrweb } from './scripts/lean-rrweb.ts'
import { findChromium } from './src/chromium/find-chromium.ts'
import { quietSwitches } from './src/chromium/quiet-switches.ts'

/** One browser test file may start while another still compiles; an end-to-end test starts a whole browser. */
const endToEndMs = 120_000

/** Unit tests must run where there is no browser at all; the browser project then says what is missing by itself. */
function chromiumPath(): { executablePath?: string } {
  try {
    return { executablePath: findChromium() }
  } catch {
    return {}
  }
}

function endToEnd(browser: 'chromium' | 'firefox') {
  return {
    test: {
      name: `e2e-${browser}`,
      environment: 'node' as const,
      include: ['test/e2e/**/*.spec.ts'],
      env: { CAIRN_BROWSER: browser },
      globalSetup: 'test/support/print-confusion.ts',
      fileParallelism: false,
      testTimeout: endToEndMs,
      hookTimeout: endToEndMs,
      retry: 0,
    },
  }
}

/** Writes test/fixtures/signals anew; no part of `npm test`. */
function labelled(browser: 'chromium' | 'firefox') {
  const { test } = endToEnd(browser)
  return { test: { ...test, name: `labelled-${browser}`, include: ['test/labelled/record.spec.ts'] } }
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'],
        },
      },
      {
        resolve: { alias: [{ find: '@rrweb/record', replacement: writeLeanRrweb() }] },
        // Bundled before the first test: one found later would reload the page under a running test.
        optimizeDeps: {
          include: ['@ag-ui/core/schemas', '@medv/finder', 'dom-accessibility-api', 'zod'],
          // Written anew whenever what is left out of it changes, and kept nowhere else.
          exclude: ['@rrweb/record'],
        },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { ...chromiumPath(), args: [...quietSwitches] } }),
            instances: [{ browser: 'chromium', viewport: { width: 1000, height: 700 } }],
          },
        },
      },
      endToEnd('chromium'),
      endToEnd('firefox'),
      labelled('chromium'),
      labelled('firefox'),
    ],
  },
})
