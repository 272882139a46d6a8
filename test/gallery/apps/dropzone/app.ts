import { resolve } from 'node:path'
import type { GalleryApp } from '../../app.ts'

const essay = resolve('test/gallery/apps/dropzone/essay.txt')
const sources = resolve('test/gallery/apps/dropzone/sources.csv')

/** A drop zone, which takes its files from an input of its own outside of the form. */
export const dropzone: GalleryApp = {
  name: 'dropzone',
  async session(page) {
    await page.chooseFiles('.dz-button', [essay, sources])
    await page.waitFor(() => document.querySelectorAll('.dz-preview').length === 2)
    await page.type('#who', 'Ada')
    await page.click('#send')
  },
  async reached(page) {
    await page.waitFor(
      () => document.querySelector('#state')?.textContent === 'Ada hands in essay.txt (31), sources.csv (24)',
    )
  },
  expected: [
    {
      name: 'upload_file',
      args: {
        via: 'choice',
        files: [
          { name: 'essay.txt', size: 31, type: 'text/plain' },
          { name: 'sources.csv', size: 24, type: 'text/csv' },
        ],
      },
    },
    { name: 'fill', role: 'textbox', on: 'From', args: { value: 'Ada' } },
    { name: 'click', role: 'button', on: 'Hand in' },
  ],
}
