import type { GalleryApp } from '../../app.ts'

/** A grid with virtual rows: what is clicked is in the document only after scrolling. */
export const tabulator: GalleryApp = {
  name: 'tabulator',
  async session(page) {
    await page.waitFor(() => document.querySelector('[data-member="1"]'))
    await page.click('.tabulator-col[tabulator-field=id]')
    await page.click('.tabulator-col[tabulator-field=id]')
    await page.waitFor(() => document.querySelector('.tabulator-row')?.getAttribute('data-member') === '1000')
    await page.hover('[data-member="998"] [tabulator-field=town]')
    await page.wheel(900)
    await page.waitFor(() => document.querySelector('[data-member="966"]'))
    await page.click('[data-member="966"] [tabulator-field=name]')
    await page.waitFor(() => document.querySelector('.tabulator-editing input'))
    await page.press('a', { withKey: 'Control' })
    await page.keys('Zoe')
    await page.press('Enter')
    await page.waitFor(() => document.querySelector('#state')?.textContent !== '')
    await page.click('#done')
  },
  async reached(page) {
    await page.waitFor(
      () => document.querySelector('#state')?.textContent === '966 is Zoe' && !document.querySelector('.tabulator-row'),
    )
  },
  expected: [
    { name: 'click', on: 'Number' },
    { name: 'click', on: 'Number' },
    { name: 'scroll', args: { x: 0 } },
    { name: 'click', role: 'gridcell', on: 'Member 966' },
    { name: 'fill', role: 'textbox', args: { value: 'Zoe' } },
    { name: 'press', args: { key_comb: 'Enter' } },
    { name: 'click', role: 'button', on: 'Done' },
  ],
}
