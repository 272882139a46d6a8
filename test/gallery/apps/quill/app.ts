import type { GalleryApp } from '../../app.ts'

/** A rich editor with a toolbar: a mark, a list, and a format chosen from a menu of its own making. */
export const quill: GalleryApp = {
  name: 'quill',
  async session(page) {
    await page.click('.ql-header.ql-picker')
    await page.click('.ql-header .ql-picker-item[data-value="1"]')
    await page.keys('Plan')
    await page.press('Enter')
    await page.click('button.ql-list')
    await page.keys('rest')
    await page.press('Enter')
    await page.click('button.ql-bold')
    await page.keys('run')
  },
  async reached(page) {
    await page.waitFor(
      () =>
        document.querySelector('#state')?.textContent ===
        JSON.stringify([
          { insert: 'Plan' },
          { attributes: { header: 1 }, insert: '\n' },
          { insert: 'rest' },
          { attributes: { list: 'ordered' }, insert: '\n' },
          { attributes: { bold: true }, insert: 'run' },
          { attributes: { list: 'ordered' }, insert: '\n' },
        ]),
    )
  },
  expected: [
    { name: 'click', role: 'button' },
    { name: 'click', role: 'button' },
    { name: 'fill', role: 'textbox', on: 'Note' },
    { name: 'click', role: 'button', on: /list/ },
    { name: 'fill', role: 'textbox', on: 'Note' },
    { name: 'click', role: 'button', on: /bold/ },
    { name: 'fill', role: 'textbox', on: 'Note' },
  ],
}
