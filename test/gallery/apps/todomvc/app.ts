import type { GalleryApp } from '../../app.ts'

export const todomvc: GalleryApp = {
  name: 'todomvc',
  async session(page) {
    await page.type('.new-todo', 'Buy oats')
    await page.press('Enter')
    for (const title of ['Water plants', 'Call Ada', 'Sleep']) {
      await page.keys(title)
      await page.press('Enter')
    }
    await page.waitFor(() => document.querySelectorAll('.todo-list li').length === 4)
    await page.click('.todo-list li:nth-child(2) .toggle')
    await page.click('.todo-list li:nth-child(3) label', { count: 2 })
    await page.waitFor(() => document.querySelector('.edit'))
    await page.press('End')
    await page.keys(' back')
    await page.press('Enter')
    // A person looks before pointing; a page that still moves by itself answers no pointer.
    await new Promise((resolve) => setTimeout(resolve, 500))
    await page.hover('.todo-list li:nth-child(4)')
    await page.click('.todo-list li:nth-child(4) .destroy')
    await page.click('.clear-completed')
    await page.click('.filters li:nth-child(2) a')
  },
  async reached(page) {
    await page.waitFor(
      () =>
        location.hash === '#/active' &&
        [...document.querySelectorAll('.todo-list label')].map(({ textContent }) => textContent).join() ===
          'Buy oats,Call Ada back',
    )
  },
  expected: [
    { name: 'fill', role: 'textbox', on: 'What needs to be done?', args: { value: 'Buy oats' } },
    { name: 'press', args: { key_comb: 'Enter' } },
    { name: 'fill', args: { value: 'Water plants' } },
    { name: 'press', args: { key_comb: 'Enter' } },
    { name: 'fill', args: { value: 'Call Ada' } },
    { name: 'press', args: { key_comb: 'Enter' } },
    { name: 'fill', args: { value: 'Sleep' } },
    { name: 'press', args: { key_comb: 'Enter' } },
    { name: 'check', role: 'checkbox', on: 'Done: Water plants' },
    { name: 'dblclick', on: 'Call Ada' },
    { name: 'fill', role: 'textbox', on: 'Edit', args: { value: 'Call Ada back' } },
    { name: 'press', args: { key_comb: 'Enter' } },
    { name: 'hover' },
    { name: 'click', role: 'button', on: 'Delete Sleep' },
    { name: 'click', role: 'button', on: 'Clear completed' },
    { name: 'click', role: 'link', on: 'Active' },
  ],
}
