import type { GalleryApp } from '../../app.ts'

/** Controlled inputs: what is typed is not what stays. */
export const react: GalleryApp = {
  name: 'react',
  async session(page) {
    await page.type('input:not([type])', 'a1bc')
    await page.press('Tab')
    await page.keys('Likes tea')
    await page.press('a', { withKey: 'Control' })
    await page.press('c', { withKey: 'Control' })
    await page.press('End')
    await page.press('v', { withKey: 'Control' })
    await page.press('Tab')
    await page.press('ArrowDown')
    await page.click('input[type=checkbox]')
    await page.click('button')
  },
  async reached(page) {
    await page.waitFor(
      () => document.querySelector('[role=status]')?.textContent === 'Sent: ABC, Likes teaLikes tea, m, news',
    )
  },
  expected: [
    { name: 'fill', role: 'textbox', on: 'Code', args: { value: 'ABC' } },
    { name: 'press', args: { key_comb: 'Tab' } },
    { name: 'fill', role: 'textbox', on: 'About', args: { value: 'Likes tea' } },
    { name: 'copy', args: { text: 'Likes tea' } },
    { name: 'paste', role: 'textbox', on: 'About', args: { text: 'Likes tea', value: 'Likes teaLikes tea' } },
    { name: 'select_option', role: 'combobox', on: 'Size', args: { values: ['m'] } },
    { name: 'check', role: 'checkbox', on: 'News by mail' },
    { name: 'click', role: 'button', on: 'Send' },
    { name: 'submit' },
  ],
}
