import { inPage } from '#replay/in-page.ts'
import { boxOf, pointIn } from './geometry.ts'
import { hasFocus } from './field.ts'
import type { Performer } from './performer.ts'

export const press: Performer<'press'> = {
  on: 'element',
  async run({ args: { key_comb: keys }, target }, found, { page }) {
    const { handle } = found
    if (!handle) {
      const box = await boxOf(found)
      const { x, y } = pointIn(box, box, null)
      await page.mouse.click(x, y)
    } else if (target?.tag !== 'body' && target?.tag !== 'html' && !(await handle.evaluate(inPage(hasFocus))))
      await handle.focus()
    // A letter that is on no key of the driver's keyboard is written all the same.
    if (/^.$/u.test(keys)) await page.keyboard.type(keys)
    else await page.keyboard.press(keys)
    return undefined
  },
}
