import type { GalleryApp } from '../../app.ts'

/** A calendar: a range over two months, and a time by keys. */
export const flatpickr: GalleryApp = {
  name: 'flatpickr',
  async session(page) {
    await page.click('#when')
    await page.waitFor(() => document.querySelector('.flatpickr-calendar.open'))
    await page.click('.open [aria-label="March 30, 2026"]:not(.prevMonthDay)')
    await page.click('.open .flatpickr-next-month')
    await page.click('.open [aria-label="April 6, 2026"]')
    await page.click('#alarm')
    await page.waitFor(() => document.querySelector('.hasTime.open'))
    await page.click('.hasTime.open .flatpickr-hour')
    await page.press('ArrowUp')
    await page.press('ArrowUp')
    await page.press('Enter')
  },
  async reached(page) {
    await page.waitFor(() => document.querySelector('#state')?.textContent === '2026-03-30 to 2026-04-06; 09:00')
  },
  expected: [
    { name: 'click', role: 'textbox', on: 'When' },
    { name: 'click', on: 'March 30, 2026' },
    { name: 'click' },
    { name: 'click', on: 'April 6, 2026' },
    { name: 'click', role: 'textbox', on: 'Alarm' },
    { name: 'click', role: 'spinbutton', on: 'Hour' },
    { name: 'press', args: { key_comb: 'Enter' } },
  ],
}
