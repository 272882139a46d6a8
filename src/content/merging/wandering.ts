import type { Facts, Waypoint } from '#content/reading.ts'
import { distance, draftOf, type ActionDraft, type Glimpse, type MergerOptions, type Part } from './draft.ts'

/** A path ends when the pointer rested for this long, and at this many points. */
const restMs = 2000
const pointLimit = 300
/** Shorter ways are the pointer being put somewhere, not moved. */
const fewestPoints = 3
const shortestWay = 20

/** A path has no target, and is about no state of the page. */
const nowhere: Glimpse = { target: null, surface: 'page', observationId: () => null }

export interface Wandering extends Part {
  move: (x: number, y: number, facts: Facts) => void
}

/** The mouse's way between two actions. */
export function createWandering<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Wandering {
  let path: { draft: ActionDraft; points: Waypoint[]; way: number; cancelTimer: () => void } | null = null

  function finish(): void {
    if (!path) return
    const { draft, points, way, cancelTimer } = path
    cancelTimer()
    path = null
    if (points.length >= fewestPoints && way >= shortestWay) emit(draft)
  }

  return {
    get draft() {
      return path?.draft ?? null
    },
    finish,
    move(x, y, facts) {
      if (path && path.points.length >= pointLimit) finish()
      if (!path) {
        const points: Waypoint[] = [[x, y, 0]]
        const draft = draftOf('pointer_path', { points }, nowhere, facts, [], facts.atMs)
        path = { draft, points, way: 0, cancelTimer: options.schedule(finish, restMs) }
        return
      }
      const [lastX, lastY] = path.points.at(-1) ?? [x, y]
      path.way += distance({ x, y }, { x: lastX, y: lastY })
      path.points.push([x, y, Math.round(facts.atMs - path.draft.atMs)])
      path.draft.endAtMs = facts.atMs
      path.cancelTimer()
      path.cancelTimer = options.schedule(finish, restMs)
    },
  }
}
