import type { GalleryApp } from '../../app.ts'

/** Web components whose controls live in shadow roots. */
export const shoelace: GalleryApp = {
  name: 'shoelace',
  async session(page) {
    await page.waitFor(() => customElements.get('sl-switch') !== undefined)
    await page.type('sl-input >>> input', 'Ada')
    await page.click('sl-select >>> [part=combobox]')
    await page.waitFor(() => document.querySelector('sl-select')?.hasAttribute('open'))
    await page.click('sl-option[value=en]')
    await page.waitFor(() => !document.querySelector('sl-select')?.hasAttribute('open'))
    await page.click('sl-switch')
    await page.click('sl-radio[value=l]')
    await page.click('#save')
    // A person waits for what flies in: a click on its way would miss it.
    await page.waitFor(() => document.querySelector('sl-dialog')?.hasAttribute('open'))
    await new Promise((resolve) => setTimeout(resolve, 700))
    await page.click('#close')
  },
  async reached(page) {
    await page.waitFor(() => document.querySelector('#state')?.textContent === 'Kept: Ada, en, mail, l')
  },
  expected: [
    { name: 'fill', role: 'textbox', on: 'Nickname', args: { value: 'Ada' } },
    { name: 'click', role: 'combobox' },
    { name: 'click', role: 'option', on: 'English' },
    { name: 'check', role: 'switch', on: 'Send me mail' },
    { name: 'click', role: 'radio', on: 'Large' },
    { name: 'click', role: 'button', on: 'Save' },
    { name: 'click', role: 'button', on: 'Close' },
  ],
}
