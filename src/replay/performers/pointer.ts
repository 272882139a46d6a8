import type { Page } from 'playwright'
import type { Target } from '#trajectory/target.ts'
import { findTarget, type Found } from '#replay/finding.ts'
import { boxOf, pointIn, scaled, type Point } from './geometry.ts'
import type { Named, Performer, Scene } from './performer.ts'

export const click: Performer<'click'> = { on: 'element', run: press }
export const dblclick: Performer<'dblclick'> = { on: 'element', run: press }

export const hover: Performer<'hover'> = {
  on: 'element',
  async run({ args, target }, found, { page }) {
    const hidden = await hiddenPlace(found, target, args.position)
    const { x, y } = hidden ?? (await pointOn(found, target, args.position))
    // A pointer that is there already would not enter.
    await page.mouse.move(x, y, { steps: 4 })
    return hidden ? 'it shows only under the pointer: went to its recorded place' : undefined
  },
}

/** Libraries look at a drag at the pace of the screen, not of a driver. */
const frameMs = 16
const restMs = 100
/** Movements from where the recorded way ends to where the drag ends. */
const lastSteps = 10

export const dragAndDrop: Performer<'drag_and_drop'> = {
  on: 'element',
  async run({ args, target }, found, { page, stage }) {
    const start = await pointOn(found, target, args.from_position)
    const origin = await boxOf(found)
    const end = await dropPoint(page, args, target, origin, stage.patienceMs)
    const button = args.button === 'middle' || args.button === 'right' ? args.button : 'left'
    await page.mouse.move(start.x, start.y)
    await page.mouse.down({ button })
    const way = args.path.map(([x, y]) => ({ x: origin.x + x, y: origin.y + y }))
    const last = way.at(-1) ?? start
    for (let step = 1; step <= lastSteps; step++)
      way.push({
        x: last.x + ((end.x - last.x) * step) / lastSteps,
        y: last.y + ((end.y - last.y) * step) / lastSteps,
      })
    for (const { x, y } of way) {
      await page.mouse.move(x, y)
      await page.waitForTimeout(frameMs)
    }
    // A list that makes room settles before a hand lets go.
    await page.waitForTimeout(restMs)
    // The drop counts where the last movement was heard: browsers send the first one as an entering.
    await page.mouse.move(end.x, end.y)
    await page.mouse.up({ button })
    return undefined
  },
}

/** Where a drag ends: on its second element when that is found, else where its way ended. */
async function dropPoint(
  page: Page,
  { to, to_position, path, kind }: Named<'drag_and_drop'>['args'],
  target: Target | null,
  origin: Point,
  patienceMs: number,
): Promise<Point> {
  const last = path.at(-1)
  const byWay = last && { x: origin.x + last[0], y: origin.y + last[1] }
  // What is moved by the pointer alone may lie under it at the end: its own place says nothing then.
  if (byWay && (kind !== 'html5' || to === null)) return byWay
  if (to === null) return origin
  // A list that makes room puts what is dragged under the pointer: it was let go where that was by then.
  if (target && to_position && to.nodeId !== null && to.nodeId === target.nodeId)
    return {
      x: origin.x + to.box.x - target.box.x + to_position.x,
      y: origin.y + to.box.y - target.box.y + to_position.y,
    }
  try {
    return await pointOn(await findTarget(page, { target: to, scroll: null }, patienceMs), to, to_position)
  } catch (error) {
    if (byWay) return byWay
    throw error
  }
}

async function press(
  action: Named<'click'> | Named<'dblclick'>,
  found: Found,
  { page, stage }: Scene,
): Promise<string | undefined> {
  const { args, target, name, moments } = action
  const { handle } = found
  const button = args.button === 'middle' || args.button === 'right' ? args.button : 'left'
  if (args.button === 'back' || args.button === 'forward') return 'what this button does is an action of its own'
  if (
    handle &&
    (await handle.evaluate((element) => element.matches('select:not([multiple]):not([size]), input[type=color]')))
  ) {
    // The list it opens belongs to the browser; left open it would swallow the next click.
    await handle.focus()
    return 'focused; the list it opens is no part of the page'
  }
  const hidden = await hiddenPlace(found, target, args.position)
  if (hidden) await page.mouse.move(hidden.x, hidden.y, { steps: 4 })
  if (handle && (args.count === 1 || name === 'dblclick')) {
    const options = { button, modifiers: args.modifiers } as const
    const position = args.position && target ? { position: await insidePadding(found, target, args.position) } : {}
    const run = name === 'dblclick' ? handle.dblclick.bind(handle) : handle.click.bind(handle)
    try {
      await run({ ...options, ...position, timeout: stage.patienceMs })
      return undefined
    } catch (error) {
      const again = await run({ ...options, timeout: 1500 }).then(
        () => 'clicked in the middle: something lies over the recorded position',
        () => null,
      )
      if (again !== null) return again
      // A script may click what no pointer can reach.
      if (moments.some(({ isTrusted }) => isTrusted)) throw error
      await handle.evaluate((element) =>
        element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true })),
      )
      return 'clicked by script, as it was recorded'
    }
  }
  const { x, y } = await pointOn(found, target, args.position)
  await page.mouse.move(x, y)
  for (const modifier of args.modifiers) await page.keyboard.down(modifier)
  for (let clickCount = 1; clickCount <= args.count; clickCount++) {
    await page.mouse.down({ button, clickCount })
    await page.mouse.up({ button, clickCount })
  }
  for (const modifier of args.modifiers) await page.keyboard.up(modifier)
  return undefined
}

/** Where an element lay that is there but hidden now: it may show only while the pointer is near. */
async function hiddenPlace({ handle }: Found, target: Target | null, position: Point | null): Promise<Point | null> {
  if (!handle || !target || target.framePath.length > 0 || (await handle.isVisible())) return null
  return pointIn(target.box, target.box, position)
}

async function pointOn(found: Found, target: Target | null, position: Point | null): Promise<Point> {
  const now = await boxOf(found)
  return pointIn(now, target?.box ?? now, position)
}

/** A recorded position as the driver counts: from the corner inside of the border. */
async function insidePadding({ handle }: Found, { box }: Target, position: Point): Promise<Point> {
  const now = await handle?.boundingBox()
  const { x, y } = now ? scaled(position, box, now) : position
  const border = await handle?.evaluate((element) => ({ x: element.clientLeft, y: element.clientTop }))
  return { x: x - (border?.x ?? 0), y: y - (border?.y ?? 0) }
}
