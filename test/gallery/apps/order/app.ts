import type { GalleryApp } from '../../app.ts'

/** A form of three pages, with a widget of another origin on the second. */
export const order: GalleryApp = {
  name: 'order',
  async session(page) {
    await page.type('[name=name]', 'Ada')
    await page.press('Tab')
    await page.keys('12101815')
    await page.type('[name=colour]', 'Blue')
    await page.click('button')
    await page.waitFor(() => document.title === 'Order: where')
    await page.type('[name=street]', '1 Wall Street')
    const points = await page.frame('/order/points.html')
    await points.click('[value=Library]')
    await points.click('button')
    await page.waitFor(() => document.querySelector<HTMLOutputElement>('#point')?.value === 'Library')
    await page.click('button')
    await page.waitFor(() => document.title === 'Order: summary')
    await page.click('#agree')
    await page.click('#order')
  },
  async reached(page) {
    await page.waitFor(
      () =>
        document.querySelector('#said')?.textContent === 'Ada, 1815-12-10, Blue, 1 Wall Street, Library' &&
        document.querySelector('#state')?.textContent === 'Thank you, Ada',
    )
  },
  expected: [
    { name: 'fill', role: 'textbox', on: 'Name', args: { value: 'Ada' } },
    { name: 'fill', on: 'Born', args: { value: '1815-12-10' } },
    { name: 'fill', on: 'Colour', args: { value: 'Blue' } },
    { name: 'click', role: 'button', on: 'Next' },
    { name: 'submit' },
    { name: 'fill', role: 'textbox', on: 'Street', args: { value: '1 Wall Street' } },
    { name: 'check', role: 'radio', on: 'Library' },
    { name: 'click', role: 'button', on: 'Use this one' },
    { name: 'click', role: 'button', on: 'Next' },
    { name: 'submit' },
    { name: 'check', role: 'checkbox', on: 'I agree' },
    { name: 'click', role: 'button', on: 'Order' },
  ],
}
