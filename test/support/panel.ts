import type { BrowserUnderTest, TestPage } from './browser-under-test.ts'
import { pressButton } from './popup.ts'

/** The side panel, used as a person uses it. It is open in a tab of its own, because no driver reaches side panels. */
export interface Panel {
  page: TestPage
  press: (label: string) => Promise<void>
  /** Waits until the step that reactions are about says this. */
  isAbout: (text: string) => Promise<void>
  /** Clicks the row that says this. */
  pick: (text: string) => Promise<void>
  /** Waits until the first step is chosen and drawn. */
  isAtTop: () => Promise<void>
  /** Presses a button and waits until the panel says what was done. */
  say: (label: string, answer: string) => Promise<void>
  write: (field: 'hint' | 'note', text: string) => Promise<void>
  rows: () => Promise<string[]>
}

export async function openPanel(browser: BrowserUnderTest): Promise<Panel> {
  const page = await browser.openExtensionPage('panel.html')
  const press = (label: string): Promise<void> => pressButton(page, label)

  return {
    page,
    press,
    async isAbout(text) {
      await page.bringToFront()
      await page.waitFor((text) => document.querySelector('.about')?.textContent.includes(text), text)
    },
    async pick(text) {
      await page.bringToFront()
      const id = await page.evaluate((text) => {
        const rows = [...document.querySelectorAll<HTMLElement>('[role=option]')]
        return rows.find((row) => row.innerText.includes(text))?.id
      }, text)
      await page.click(`#${id ?? 'no-such-row'}`)
    },
    isAtTop: () =>
      page.waitFor(
        () =>
          /Step 1(?!\d)/.test(document.querySelector('.about')?.textContent ?? '') &&
          document.querySelector('[role=option]')?.getAttribute('aria-posinset') === '1',
      ),
    async say(label, answer) {
      await press(label)
      await page.waitFor((text) => document.querySelector('[role=status]')?.textContent.includes(text), answer)
    },
    async write(field, text) {
      await page.bringToFront()
      await page.type(`#${field}`, text)
    },
    rows: () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('[role=option] .line:not(.small)')].map((row) => row.innerText),
      ),
  }
}
