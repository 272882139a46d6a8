import type { GalleryApp } from '../../app.ts'

/** A code editor: the place of the click matters, and so do keys that only move. */
export const codemirror: GalleryApp = {
  name: 'codemirror',
  async session(page) {
    await page.click('.cm-line:nth-child(2)')
    await page.press('Home')
    await page.keys('and ')
    await page.press('End', { withKey: 'Control' })
    await page.press('Enter')
    await page.keys('four (')
    await page.press('Delete')
    await page.press('Backspace')
    await page.click('#run')
  },
  async reached(page) {
    await page.waitFor(
      () => document.querySelector<HTMLOutputElement>('#result')?.value === 'one | and two | three | four ',
    )
  },
  expected: [
    { name: 'click' },
    { name: 'fill', role: 'textbox', on: 'Snippet', args: { value: 'one\nand two\nthree' } },
    { name: 'press', args: { key_comb: 'Control+End' } },
    { name: 'fill', role: 'textbox', on: 'Snippet' },
    { name: 'click', role: 'button', on: 'Run' },
  ],
}
