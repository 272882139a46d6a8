/** What one line of the collector's log says. */
export interface LogEvent {
  atMs: number
  method: string
  path: string
  status: number
  tookMs?: number
  note?: string
}

const lineLength = 300

/** One line, whatever a client puts into its request: no line breaks, no control characters, no endless paths. */
export function toLogLine({ atMs, method, path, status, tookMs, note }: LogEvent): string {
  const took = tookMs === undefined ? '' : ` ${Math.round(tookMs)}ms`
  const line = `${new Date(atMs).toISOString()} ${method} ${path} ${status}${took}${note === undefined ? '' : ` ${note}`}`
  // eslint-disable-next-line no-control-regex -- neutralising them is the purpose
  const safe = line.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd')
  return safe.length > lineLength ? `${safe.slice(0, lineLength - 1)}…` : safe
}
