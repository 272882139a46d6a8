import type { GalleryApp } from '../../app.ts'

/** A rich editor that owns its DOM: typing, a mark by button, a new paragraph, undo. */
export const prosemirror: GalleryApp = {
  name: 'prosemirror',
  async session(page) {
    await page.type('.ProseMirror', 'Dear ')
    await page.click('#bold')
    await page.keys('Ada')
    await page.press('Enter')
    await page.press('b', { withKey: 'Control' })
    await page.keys('see you')
    await page.press('Backspace')
  },
  async reached(page) {
    await page.waitFor(
      () =>
        document.querySelector('#state')?.textContent ===
        'doc(paragraph("Dear ", strong("Ada")), paragraph(strong("see yo")))',
    )
  },
  expected: [
    { name: 'click' },
    { name: 'fill', role: 'textbox', on: 'Letter', args: { value: 'Dear ' } },
    { name: 'click', role: 'button', on: 'Bold' },
    { name: 'fill', role: 'textbox', on: 'Letter', args: { value: 'Dear Ada' } },
    { name: 'press', role: 'textbox', args: { key_comb: 'Control+B' } },
    { name: 'fill', role: 'textbox', on: 'Letter', args: { value: 'Dear Ada\n\nsee yo' } },
  ],
}
