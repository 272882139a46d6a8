import type { GalleryApp } from '../../app.ts'

/** Bound inputs, a range moved by keys, a list with several choices, and a name cleared and typed anew. */
export const svelte: GalleryApp = {
  name: 'svelte',
  async session(page) {
    await page.type('input:not([type])', 'Bob')
    await page.press('Tab')
    await page.press('ArrowRight')
    await page.press('ArrowRight')
    await page.press('ArrowRight')
    await page.press('Tab')
    await page.press('ArrowDown')
    await page.press('ArrowDown', { withKey: 'Shift' })
    await page.click('button', { count: 2 })
    await page.click('button:nth-of-type(2)')
    await page.type('input:not([type])', 'Eve')
    await page.click('button')
  },
  async reached(page) {
    await page.waitFor(() => document.querySelector('[role=status]')?.textContent === 'Eve at 50: Drums+Bass (3)')
  },
  expected: [
    { name: 'fill', role: 'textbox', on: 'Name', args: { value: 'Bob' } },
    { name: 'fill', role: 'slider', on: 'Volume', args: { value: '50' } },
    { name: 'select_option', role: 'listbox', on: 'Channels', args: { options: ['Drums', 'Bass'] } },
    { name: 'dblclick', role: 'button', on: 'Step' },
    { name: 'click', role: 'button', on: 'Clear' },
    { name: 'fill', role: 'textbox', on: 'Name', args: { value: 'Eve' } },
    { name: 'click', role: 'button', on: 'Step' },
  ],
}
