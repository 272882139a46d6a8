/** Node ids that are looked at in turns, some at a time: no turn costs more than its limit. */
export interface Rotation {
  add: (id: number) => void
  /** Looks at up to `limit` ids, going on where the last turn ended. An id whose visit returns false is let go. */
  turn: (limit: number, visit: (id: number) => boolean) => void
  readonly size: number
}

export function createRotation(): Rotation {
  const ids: number[] = []
  const known = new Set<number>()
  let cursor = 0
  return {
    add(id) {
      if (known.has(id)) return
      known.add(id)
      ids.push(id)
    },
    turn(limit, visit) {
      for (let left = Math.min(limit, ids.length); left > 0 && ids.length > 0; left--) {
        if (cursor >= ids.length) cursor = 0
        const id = ids[cursor] ?? 0
        if (visit(id)) cursor++
        else {
          known.delete(id)
          // The last one takes its place: order does not matter here, and moving all of them up would cost.
          const last = ids.pop() ?? 0
          if (cursor < ids.length) ids[cursor] = last
        }
      }
    },
    get size() {
      return ids.length
    },
  }
}
