import type { GalleryApp } from '../../app.ts'

/** Two lists in which things are dragged: by the browser's drag and drop, and by pointer events alone. */
export const sortable: GalleryApp = {
  name: 'sortable',
  async session(page) {
    await page.drag('[data-id=apples]', '[data-id=cheese]')
    await page.waitFor(() => document.querySelector('#state')?.textContent.startsWith('bread cheese apples'))
    await page.drag('[data-id=grapes]', '[data-id=eggs]')
  },
  async reached(page) {
    await page.waitFor(
      () => document.querySelector('#state')?.textContent === 'bread cheese apples dates / grapes eggs flour',
    )
  },
  expected: [
    { name: 'drag_and_drop', on: 'Apples', args: { kind: 'html5', button: 'left', to: { text: 'Cheese' } } },
    { name: 'drag_and_drop', on: 'Grapes', args: { kind: 'pointer', button: 'left', to: { text: 'Eggs' } } },
  ],
}
