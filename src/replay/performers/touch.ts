import type { Page } from 'playwright'
import { boxOf, pointIn, type Point } from './geometry.ts'
import type { Performer } from './performer.ts'

type Touch = { points: readonly Point[]; type: 'touchStart' | 'touchMove' | 'touchEnd' }

/** Sends touches as the screen would; only the browser's own protocol can. */
async function touch(page: Page, touches: readonly Touch[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 })
  for (const { type, points } of touches)
    await session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(({ x, y }, id) => ({ x, y, id })) })
  await session.detach()
}

export const tap: Performer<'tap'> = {
  on: 'element',
  async run({ args, target }, found, { page }) {
    const box = await boxOf(found)
    const point = pointIn(box, target?.box ?? box, args.position)
    const points = Array.from({ length: args.fingers }, (_, finger) => ({ x: point.x + 20 * finger, y: point.y }))
    await touch(page, [
      { type: 'touchStart', points },
      { type: 'touchEnd', points: [] },
    ])
    return undefined
  },
}

export const swipe: Performer<'swipe'> = {
  on: 'element',
  async run({ args, target }, found, { page }) {
    const box = await boxOf(found)
    const at = (point: Point): Point => pointIn(box, target?.box ?? box, point)
    await touch(page, [
      { type: 'touchStart', points: [at(args.from_position)] },
      ...args.path.map(([x, y]): Touch => ({ type: 'touchMove', points: [{ x: box.x + x, y: box.y + y }] })),
      { type: 'touchMove', points: [at(args.to_position)] },
      { type: 'touchEnd', points: [] },
    ])
    return undefined
  },
}

/** Half the distance of the fingers where a pinch begins, in CSS pixels. */
const reach = 60

export const pinch: Performer<'pinch'> = {
  on: 'element',
  async run({ args, target }, found, { page }) {
    const box = await boxOf(found)
    const center = pointIn(box, target?.box ?? box, args.center)
    const fingers = (scale: number): Point[] => [
      { x: center.x - reach * scale, y: center.y },
      { x: center.x + reach * scale, y: center.y },
    ]
    const steps = [0.25, 0.5, 0.75, 1].map((part) => 1 + (args.scale - 1) * part)
    await touch(page, [
      { type: 'touchStart', points: fingers(1) },
      ...steps.map((scale): Touch => ({ type: 'touchMove', points: fingers(scale) })),
      { type: 'touchEnd', points: [] },
    ])
    return undefined
  },
}
