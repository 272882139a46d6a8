import type { Found } from '#replay/finding.ts'
import { ReplayFailure } from '#replay/failure.ts'

export interface Point {
  x: number
  y: number
}

type Box = Point & { width: number; height: number }

/** Where the element is in the viewport of the page, scrolled into view. */
export async function boxOf({ handle, place }: Found): Promise<Box> {
  if (place) return place
  await handle?.scrollIntoViewIfNeeded({ timeout: 2000 }).catch(() => undefined)
  const box = await handle?.boundingBox()
  if (!box) throw new ReplayFailure('it is there but not visible')
  return box
}

/** A recorded position as one in the box of today: elements may be larger in another browser. */
export function scaled(position: Point, recorded: Box, now: Box): Point {
  const scale = (length: number, from: number, to: number): number =>
    from > 0 && Math.abs(from - to) > 1 ? (length * to) / from : length
  return { x: scale(position.x, recorded.width, now.width), y: scale(position.y, recorded.height, now.height) }
}

/** A recorded position as a point in the viewport of the page; the middle when none was recorded. */
export function pointIn(now: Box, recorded: Box, position: Point | null): Point {
  const { x, y } = position ? scaled(position, recorded, now) : { x: now.width / 2, y: now.height / 2 }
  return { x: now.x + x, y: now.y + y }
}
