/** Constant within a document, and not free to ask for. */
const { timeOrigin } = performance
/** By how much the wall clock must be ahead to be followed; less is the two drifting apart. */
const jumpMs = 1000
/** What the wall clock has gone ahead: in some browsers the page's own clock stands still while the machine sleeps. */
let aheadMs = 0

/** Epoch milliseconds of a DOM event, monotonic within the document. */
export function eventTimeMs(event: Event): number {
  return fromPage(timeOrigin + event.timeStamp)
}

/** Epoch milliseconds now, on the same clock. It never goes back, whatever is done to the wall clock. */
export function nowMs(): number {
  return fromPage(timeOrigin + performance.now())
}

/** The same instant on this clock, of one that the page's side tells by `performance`. */
export function fromPage(atMs: number): number {
  const jumpedMs = Date.now() - timeOrigin - performance.now() - aheadMs
  if (jumpedMs > jumpMs) aheadMs += jumpedMs
  return atMs + aheadMs
}
