import type { Mouse } from '../../../support/browser-under-test.ts'
import type { GalleryApp } from '../../app.ts'

/** A canvas: nothing in it has a name, only places. */
export const signature: GalleryApp = {
  name: 'signature',
  async session(page) {
    const { x, y } = await page.boxOf('#pad')
    const stroke = async (mouse: Mouse, places: [x: number, y: number][]): Promise<void> => {
      for (const [index, [right, down]] of places.entries()) {
        await mouse.move(x + right, y + down, index === 0 ? 1 : 8)
        if (index === 0) await mouse.down()
      }
      await mouse.up()
    }
    await stroke(page.mouse, [
      [60, 160],
      [120, 40],
      [180, 160],
    ])
    await stroke(page.mouse, [
      [90, 100],
      [150, 100],
    ])
    await stroke(page.mouse, [
      [300, 40],
      [400, 160],
    ])
    await page.click('#undo')
    await page.click('#done')
  },
  async reached(page) {
    await page.waitFor(() => document.querySelector('#state')?.textContent === 'Signed with 3:8–9:8 5:5–8:5')
  },
  expected: [
    { name: 'drag_and_drop', on: 'Signature', args: { kind: 'pointer' } },
    { name: 'drag_and_drop', on: 'Signature', args: { kind: 'pointer' } },
    { name: 'drag_and_drop', on: 'Signature', args: { kind: 'pointer' } },
    { name: 'click', role: 'button', on: 'Undo' },
    { name: 'click', role: 'button', on: 'Done' },
  ],
}
