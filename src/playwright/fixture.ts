import { test as base } from 'playwright/test'
import { launchRecorder, type Recorder } from './launch-recorder.ts'

export { expect } from 'playwright/test'

/**
 * Playwright's `test` with a `recorder`: Chromium with Cairn in a profile of its own. The recording is stopped when the
 * test ends, judged by whether it passed, and attached to it as a bundle.
 */
export const test = base.extend<{ recorder: Recorder }>({
  recorder: async ({ headless }, use, testInfo) => {
    const recorder = await launchRecorder({ headless })
    try {
      await use(recorder)
      const trajectoryId = await recorder.finish({
        success: testInfo.status === testInfo.expectedStatus,
        by: 'validator',
        text: testInfo.title,
      })
      if (trajectoryId !== null) {
        const path = testInfo.outputPath(`${trajectoryId}.cairn.zip`)
        await recorder.export(path, { trajectoryId })
        await testInfo.attach('trajectory', { path, contentType: 'application/zip' })
      }
    } finally {
      await recorder.close()
    }
  },
  context: ({ recorder }, use) => use(recorder.context),
  page: async ({ context }, use) => use(context.pages()[0] ?? (await context.newPage())),
})
