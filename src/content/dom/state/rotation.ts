/** Node ids that are looked at in turns, some at a time: no turn costs more than its limit. */
export interface Rotation {
  add: (id: number) => void
  has: (id: number) => boolean
  /** Looks at up to `limit` ids, going on where the last turn ended. An id whose visit returns false is let go. */
  turn: (limit: number, visit: (id: number) => boolean) => void
  readonly size: number
}

/** With `ids` of another rotation, both go round the same ids, each at its own pace. */
export function createRotation(ids = new Set<number>()): Rotation {
  // An iterator of a set sees what is added behind it, and skips what is deleted.
  let way = ids.values()
  return {
    add: (id) => void ids.add(id),
    has: (id) => ids.has(id),
    turn(limit, visit) {
      for (let left = Math.min(limit, ids.size); left > 0; left--) {
        let next = way.next()
        if (next.done === true) {
          way = ids.values()
          next = way.next()
          if (next.done === true) return
        }
        if (!visit(next.value)) ids.delete(next.value)
      }
    },
    get size() {
      return ids.size
    },
  }
}
