import type { Found } from '#replay/finding.ts'
import { ReplayFailure } from '#replay/failure.ts'
import { inPage } from '#replay/in-page.ts'
import { agreesWith, isMasked, withMadeUp, withoutSpace } from '#replay/mask.ts'
import { boxOf, pointIn } from './geometry.ts'
import type { Performer, Scene } from './performer.ts'

export const fill: Performer<'fill'> = {
  on: 'element',
  run: ({ args }, found, scene) => enter(found, args.value, scene, 'typed'),
}

export const cut: Performer<'cut'> = {
  on: 'element',
  run: ({ args }, found, scene) =>
    args.value === null ? Promise.resolve('no field was changed') : enter(found, args.value, scene, 'typed'),
}

export const paste: Performer<'paste'> = {
  on: 'element',
  async run({ args }, found, scene) {
    if (args.value !== null) return enter(found, args.value, scene, 'inserted')
    await found.handle?.evaluate((element, text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      element.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true, composed: true }),
      )
    }, withMadeUp(args.text))
    return undefined
  },
}

export const selectOption: Performer<'select_option'> = {
  on: 'element',
  async run({ args }, { handle }, { stage }) {
    if (!handle) throw new ReplayFailure('it is inside a closed shadow root')
    if (args.values.some(isMasked)) return 'left as it is: the choice is masked'
    await handle
      .selectOption(
        args.values.map((value) => ({ value })),
        { timeout: Math.min(2000, stage.patienceMs) },
      )
      .catch(() =>
        handle.selectOption(
          args.options.map((label) => ({ label })),
          { timeout: stage.patienceMs },
        ),
      )
    return undefined
  },
}

export const check: Performer<'check'> = { on: 'element', run: (_action, found, scene) => toggle(found, true, scene) }
export const uncheck: Performer<'uncheck'> = {
  on: 'element',
  run: (_action, found, scene) => toggle(found, false, scene),
}

async function toggle(found: Found, checked: boolean, { page }: Scene): Promise<string | undefined> {
  const { handle } = found
  if (!handle) {
    const { x, y } = pointIn(await boxOf(found), await boxOf(found), null)
    await page.mouse.click(x, y)
    return undefined
  }
  try {
    await handle.setChecked(checked, { timeout: 2000 })
    return undefined
  } catch (error) {
    // Pages hide the real control and draw their own; a person clicks its label.
    const label = (
      await handle.evaluateHandle((element) => (element as HTMLInputElement).labels?.[0] ?? null)
    ).asElement()
    const clicked = await (label?.click({ timeout: 2000 }).then(
      () => true,
      () => false,
    ) ?? Promise.resolve(false))
    if (!clicked) await handle.evaluate((element) => (element as HTMLElement).click())
    if ((await handle.isChecked()) !== checked) throw error
    return clicked ? 'by its label' : 'by script: no pointer can reach it'
  }
}

export const submit: Performer<'submit'> = {
  on: 'element',
  async run(_action, { handle }) {
    await handle?.evaluate((form) => HTMLFormElement.prototype.requestSubmit.call(form as unknown as HTMLFormElement))
    return undefined
  },
}

export const uploadFile: Performer<'upload_file'> = {
  on: 'element',
  async run({ args }, { handle }) {
    if (!handle) throw new ReplayFailure('it is inside a closed shadow root')
    if (args.via === 'drop') {
      await handle.evaluate((element, files) => {
        const dataTransfer = new DataTransfer()
        for (const { name, size, type } of files)
          dataTransfer.items.add(new File([new Uint8Array(size)], name, { type }))
        for (const type of ['dragenter', 'dragover', 'drop'])
          element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }))
      }, args.files)
      return undefined
    }
    await handle.setInputFiles(madeUpFiles(args.files))
    return undefined
  },
}

/** A driver takes no more than this from memory. */
const largestFile = 50_000_000

/** Files of the recorded names, types and sizes; what was in them was never recorded. */
export function madeUpFiles(
  files: readonly { name: string; size: number; type: string }[],
): { name: string; mimeType: string; buffer: Buffer }[] {
  const most = Math.floor(largestFile / Math.max(1, files.length))
  return files.map(({ name, size, type }) => ({ name, mimeType: type, buffer: Buffer.alloc(Math.min(size, most)) }))
}

/** Brings a field to a recorded content, as far as can be in the way a person does. */
async function enter(
  found: Found,
  value: string,
  scene: Scene,
  how: 'typed' | 'inserted',
): Promise<string | undefined> {
  const { page, stage } = scene
  const { handle } = found
  const wanted = withMadeUp(value)
  const remark = isMasked(value) ? 'filled with a made-up text: the recorded one is masked' : undefined
  const write = async (text: string): Promise<void> => {
    if (text === '') return
    if (how === 'inserted') return page.keyboard.insertText(text)
    await page.keyboard.type(text)
  }
  if (!handle) {
    const box = await boxOf(found)
    const { x, y } = pointIn(box, box, null)
    await page.mouse.click(x, y)
    await page.keyboard.press('ControlOrMeta+A')
    await write(wanted)
    return remark
  }

  if (!(await handle.evaluate(inPage(hasFocus)))) await handle.focus()
  const plan = await handle.evaluate(inPage(prepareField), wanted)
  if (plan === 'set') {
    await handle.fill(wanted, { timeout: stage.patienceMs })
    return remark
  }
  if (plan.selectAll) await page.keyboard.press('ControlOrMeta+A')
  if (plan.remove && plan.insert === '') await page.keyboard.press('Backspace')
  await write(plan.insert)
  if (isMasked(value)) return remark
  if (agreesWith(value, await handle.evaluate(inPage(contentOf)))) return remark

  // An editor with a mind of its own, or a field that writes as one types: all of it at once.
  if (await handle.evaluate((element) => 'value' in element)) await handle.fill(wanted, { timeout: stage.patienceMs })
  else {
    await page.keyboard.press('ControlOrMeta+A')
    await write(wanted.replace(/\n+/g, '\n'))
  }
  const now = await handle.evaluate(inPage(contentOf))
  if (withoutSpace(now) === withoutSpace(wanted)) return 'entered all at once'
  throw new ReplayFailure(`it holds ${JSON.stringify(now.slice(0, 80))} instead`)
}

/** Runs in the page: whether keys go to this element already. */
export function hasFocus(element: Element): boolean {
  const root = element.getRootNode() as Document | ShadowRoot
  return document.hasFocus() && root.activeElement !== null && element.contains(root.activeElement)
}

/** Runs in the page: what one would read in the field. */
function contentOf(element: Element): string {
  return 'value' in element ? String(element.value) : (element as HTMLElement).innerText
}

/**
 * Runs in the page: selects what must go, and says what is to be typed in its place. `set` when the field takes no
 * typing: a date, a colour, a slider.
 */
function prepareField(
  element: Element,
  wanted: string,
): 'set' | { selectAll: boolean; remove: boolean; insert: string } {
  const untyped = ['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range']
  if (element instanceof HTMLInputElement && untyped.includes(element.type)) return 'set'
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
  const now = isField ? element.value : (element as HTMLElement).innerText
  let start = 0
  while (start < now.length && start < wanted.length && now[start] === wanted[start]) start++
  let end = 0
  while (end < now.length - start && end < wanted.length - start && now.at(-1 - end) === wanted.at(-1 - end)) end++
  const insert = wanted.slice(start, wanted.length - end)
  const removed = now.length - start - end
  if (isField) {
    if (now === wanted) return { selectAll: false, remove: false, insert: '' }
    // Fields for numbers and addresses have no selection that a script may set.
    if (element.selectionStart === null) return { selectAll: true, remove: true, insert: wanted }
    element.setSelectionRange(start, now.length - end)
    return { selectAll: false, remove: removed > 0, insert }
  }
  // An editor keeps its own idea of where the caret is. An addition goes there; anything else replaces everything.
  const blank = now.trim() === ''
  if (!blank && removed > 0 && now.slice(start, now.length - end).trim() !== '')
    return { selectAll: true, remove: true, insert: wanted.replace(/\n+/g, '\n') }
  return { selectAll: false, remove: false, insert: insert.replace(/\n+$/, '').replace(/\n+/g, '\n') }
}
