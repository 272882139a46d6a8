/** Epoch milliseconds of a DOM event, monotonic within the document. */
export function eventTimeMs(event: Event): number {
  return performance.timeOrigin + event.timeStamp
}

/** Epoch milliseconds now, on the same clock. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}
