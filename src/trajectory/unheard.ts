import type { Effect } from './effect.ts'
import type { Entry } from './entry.ts'

/** Two clocks meet here, the page's and the browser's. */
const clockSlackMs = 5000

type ModelRequest = Extract<Effect, { name: 'model_request' }>

/**
 * Requests to models that nobody in the page told of: from a worker, from a client that was made before the recording,
 * or from one that hides. The body decides where both sides know it, else address and time.
 */
export function unheardRequests(log: readonly Entry[]): ModelRequest[] {
  const told = log.flatMap((entry) => (entry.kind === 'agent' && entry.request ? [entry.request] : []))
  return log.filter((entry): entry is ModelRequest => {
    if (entry.kind !== 'effect' || entry.name !== 'model_request') return false
    return !told.some(
      ({ url, atMs, bodyHash }) =>
        url === entry.url &&
        (bodyHash !== null && entry.bodyHash !== null
          ? bodyHash === entry.bodyHash
          : Math.abs(atMs - entry.atMs) <= clockSlackMs),
    )
  })
}
