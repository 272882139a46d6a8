import type { GalleryApp } from '../../app.ts'

/** Menu, date picker, slider, tooltip and modal dialog of jQuery UI. */
export const jqueryUi: GalleryApp = {
  name: 'jquery-ui',
  async session(page) {
    await page.type('#city', 'Ber')
    await page.waitFor(() => document.querySelectorAll('.ui-menu-item').length === 3)
    await page.click('.ui-menu-item:nth-child(2)')
    await page.click('#day')
    await page.waitFor(() => document.querySelector('.ui-datepicker-calendar'))
    await page.click('.ui-datepicker-next')
    await page.click('.ui-datepicker-calendar tr:nth-child(2) td:nth-child(4) a')
    const slider = await page.boxOf('#slider')
    const handle = await page.boxOf('.ui-slider-handle')
    await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2)
    await page.mouse.down()
    await page.mouse.move(slider.x + slider.width / 4, slider.y + slider.height / 2, 10)
    await page.mouse.up()
    // A person looks before pointing; a page that still moves by itself answers no pointer.
    await new Promise((resolve) => setTimeout(resolve, 500))
    await page.hover('#help')
    await page.waitFor(() => document.querySelector('.ui-tooltip'))
    // And reads what it says.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await page.click('#book')
    await page.click('.ui-dialog-buttonset button:first-child')
  },
  async reached(page) {
    await page.waitFor(() => document.querySelector('#booked')?.textContent === 'Booked: Berlin, 2026-04-08, 3 seats')
  },
  expected: [
    { name: 'fill', role: 'textbox', on: 'City', args: { value: 'Ber' } },
    { name: 'click', on: 'Berlin' },
    { name: 'click', role: 'textbox', on: 'Day' },
    { name: 'click', on: 'Next' },
    { name: 'click', role: 'link', on: '8' },
    { name: 'drag_and_drop', args: { kind: 'pointer', button: 'left' } },
    { name: 'hover', role: 'button', on: 'Help' },
    { name: 'click', role: 'button', on: 'Book' },
    { name: 'click', role: 'button', on: 'Yes' },
  ],
}
