/** Notices when a page has changed and then kept still. */
export interface Settling {
  /** Something visible changed: call it for every mutation, scroll or input. */
  touch: () => void
  /** When it last changed, in epoch milliseconds. */
  readonly changedAtMs: number
  stop: () => void
}

/** After this long without a change the page counts as still: a picture then shows a finished state. */
const quietMs = 120
/** A page that never keeps still is pictured anyway, this long after its first change. */
const restlessMs = 1000

export function createSettling(nowMs: () => number, onSettled: () => void): Settling {
  let changedAtMs = nowMs()
  /** When it changed first, of the changes that have not settled yet. */
  let restlessSinceMs: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  /** One timer looks again, however often something changes: setting one anew each time costs more than the rest. */
  function look(): void {
    timer = undefined
    if (restlessSinceMs === null) return
    const dueMs = Math.min(changedAtMs + quietMs, restlessSinceMs + restlessMs)
    const leftMs = Math.ceil(dueMs - nowMs())
    if (leftMs > 0) {
      timer = setTimeout(look, leftMs)
      return
    }
    restlessSinceMs = null
    onSettled()
  }

  return {
    touch() {
      changedAtMs = nowMs()
      restlessSinceMs ??= changedAtMs
      timer ??= setTimeout(look, quietMs)
    },
    get changedAtMs() {
      return changedAtMs
    },
    stop() {
      clearTimeout(timer)
    },
  }
}
