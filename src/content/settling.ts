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
  let quiet: ReturnType<typeof setTimeout> | undefined
  let restless: ReturnType<typeof setTimeout> | undefined

  function settle(): void {
    clearTimeout(quiet)
    clearTimeout(restless)
    quiet = undefined
    restless = undefined
    onSettled()
  }

  return {
    touch() {
      changedAtMs = nowMs()
      clearTimeout(quiet)
      quiet = setTimeout(settle, quietMs)
      restless ??= setTimeout(settle, restlessMs)
    },
    get changedAtMs() {
      return changedAtMs
    },
    stop() {
      clearTimeout(quiet)
      clearTimeout(restless)
    },
  }
}
