import type { Page } from 'playwright'

/** Steps of the session: long enough for a picture to be taken before each. */
export const steps = 30
const stepMs = 600

/** The session whose bytes are counted: clicks on the board, and now and then a text. */
export async function runSession(page: Page): Promise<void> {
  for (let step = 0; step < steps; step++) {
    if (step % 5 === 4) {
      await page.locator(`#field-${step % 20}`).click()
      await page.keyboard.type(`note number ${step}`, { delay: 10 })
    } else await page.locator(`#cell-${step}`).click()
    await page.waitForTimeout(stepMs)
  }
}
