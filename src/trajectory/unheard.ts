import type { Effect } from './effect.ts'
import type { Entry } from './entry.ts'
import { createInferenceCounter } from './summary.ts'

/** Two clocks meet here, the page's and the browser's. */
const clockSlackMs = 5000

type ModelRequest = Extract<Effect, { name: 'model_request' }>

/**
 * Requests to models that nobody in the page told of: from a worker, from a client that was made before the recording,
 * or from one that hides. The body decides where both sides know it, else address and time. An inference that an agent
 * tells of afterwards, without its request, stands for the last one before it in that document.
 */
export function unheardRequests(log: readonly Entry[]): ModelRequest[] {
  const left = new Set(unmatched(log))
  const { isNew } = createInferenceCounter()
  for (const entry of log) {
    if (entry.kind !== 'agent' || !entry.policy || !isNew(entry) || entry.request) continue
    const before = [...left].filter(
      ({ atMs, tabId, frameId }) =>
        atMs <= entry.atMs && tabId === entry.tabId && (frameId === null || frameId === entry.frameId),
    )
    const last = before.sort((a, b) => a.atMs - b.atMs).at(-1)
    if (last) left.delete(last)
  }
  return [...left]
}

/** Requests that no telling names. */
function unmatched(log: readonly Entry[]): ModelRequest[] {
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
