/** Constant within a document, and not free to ask for. */
const { timeOrigin } = performance

/** Epoch milliseconds of a DOM event, monotonic within the document. */
export function eventTimeMs(event: Event): number {
  return timeOrigin + event.timeStamp
}

/** Epoch milliseconds now, on the same clock. */
export function nowMs(): number {
  return timeOrigin + performance.now()
}
