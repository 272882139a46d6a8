import type { GalleryApp } from '../../app.ts'

/** Two-way bindings with their modifiers, and a list that is filtered while one types. */
export const vue: GalleryApp = {
  name: 'vue',
  async session(page) {
    await page.click('input[type=number]')
    await page.press('ArrowUp')
    await page.press('ArrowUp')
    await page.click('input[value=veg]')
    await page.type('input[type=search]', 'ch')
    await page.waitFor(() => document.querySelectorAll('li').length === 1)
    await page.click('li input')
    await page.click('input[type=search]', { count: 2 })
    await page.keys('le')
    await page.waitFor(() => document.querySelectorAll('li').length === 2)
    await page.click('li:nth-child(2) input')
    await page.type('p:nth-of-type(3) input', ' not too hot ')
    await page.press('Enter')
  },
  async reached(page) {
    await page.waitFor(
      () => document.querySelector('[role=status]')?.textContent === '8 spoons, veg, Cheese and Leek, not too hot',
    )
  },
  expected: [
    { name: 'fill', role: 'spinbutton', on: 'Portions', args: { value: '4' } },
    { name: 'check', role: 'radio', on: 'Vegetarian' },
    { name: 'fill', role: 'searchbox', on: 'Search', args: { value: 'ch' } },
    { name: 'check', role: 'checkbox', on: 'Cheese' },
    { name: 'dblclick', role: 'searchbox', on: 'Search' },
    { name: 'fill', role: 'searchbox', on: 'Search', args: { value: 'le' } },
    { name: 'check', role: 'checkbox', on: 'Leek' },
    { name: 'fill', role: 'textbox', on: 'Note' },
    { name: 'press', args: { key_comb: 'Enter' } },
  ],
}
