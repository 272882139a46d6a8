/** How much may come, on the average and at once. */
export interface Allowance {
  eventsPerSecond: number
  /** Events that may come at once, after a rest. */
  burst: number
  /** Characters a minute; so many may come at once, too. */
  charsPerMinute: number
}

/** What one document may announce. A tenth of it would be a talkative agent. */
export const documentAllowance: Allowance = {
  eventsPerSecond: 200,
  burst: 1000,
  charsPerMinute: 5 * 1024 * 1024,
}

/** Meters a stream of events that nobody can slow down. */
export interface TokenBucket {
  /** Takes one event; false when it came too fast. Cheap, so that a flood costs next to nothing. */
  take: (atMs: number) => boolean
  /** Takes the size of an event that was taken; false when it is too much. */
  spend: (chars: number) => boolean
}

export function createTokenBucket({ eventsPerSecond, burst, charsPerMinute }: Allowance): TokenBucket {
  let events = burst
  let chars = charsPerMinute
  let filledAtMs = -Infinity
  return {
    take(atMs) {
      // A clock that goes back fills nothing.
      const passedMs = filledAtMs === -Infinity ? 0 : Math.max(0, atMs - filledAtMs)
      filledAtMs = Math.max(filledAtMs, atMs)
      events = Math.min(burst, events + (passedMs * eventsPerSecond) / 1000)
      chars = Math.min(charsPerMinute, chars + (passedMs * charsPerMinute) / 60_000)
      if (events < 1) return false
      events -= 1
      return true
    },
    spend(size) {
      if (chars < size) return false
      chars -= size
      return true
    },
  }
}
