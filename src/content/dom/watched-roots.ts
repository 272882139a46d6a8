import { look } from '#content/look.ts'

/** One of rrweb's mutation observers: the root it watches, and how to give it records. */
interface Watch {
  observer: MutationObserver
  deliver: (records: MutationRecord[]) => void
}

/** More records than this at once are a flood. */
const flood = 5000

const watches = new WeakMap<Node, Watch>()
let found: ((root: ShadowRoot) => void) | null = null

/** Puts an observer in the place of the native one that tells which roots rrweb watches. */
export function standInMutationObserver(Native: typeof MutationObserver): void {
  function Watching(callback: MutationCallback): MutationObserver {
    const observer = new Native((records) => look(() => callback(firstOfEach(records), observer)))
    observer.observe = (target, options) => {
      watches.set(target, { observer, deliver: (records) => callback(records, observer) })
      Native.prototype.observe.call(observer, target, options)
      if (target instanceof ShadowRoot) found?.(target)
    }
    return observer
  }
  Object.defineProperty(globalThis, 'MutationObserver', { configurable: true, writable: true, value: Watching })
}

/**
 * A flood without what rrweb need not be told twice: it reads text and attributes as they are now, and compares them
 * with how they were before the first change. Except of types, by which it knows what was a password in between.
 */
function firstOfEach(records: MutationRecord[]): MutationRecord[] {
  if (records.length < flood) return records
  const met = new Map<Node, Set<string | null>>()
  return records.filter(({ type, target, attributeName }) => {
    if (type === 'childList' || attributeName === 'type') return true
    const names = met.get(target) ?? new Set()
    met.set(target, names)
    return names.size < names.add(attributeName).size
  })
}

/** Called with every shadow root from the moment it is watched. One at a time: a document has one recorder. */
export function onWatched(listener: (root: ShadowRoot) => void): void {
  found = listener
}

export function isWatched(root: Node): boolean {
  return watches.has(root)
}

/** Has rrweb write what changed below a root and has not been delivered yet: a script may act in the same breath. */
export function deliverPending(root: Node): void {
  const watch = watches.get(root)
  const records = watch?.observer.takeRecords() ?? []
  if (records.length > 0) watch?.deliver(records)
}

/** Has rrweb write everything in a shadow root that was there before it was watched, as if it had just been added. */
export function deliverContent(root: ShadowRoot): void {
  const record = { type: 'childList', target: root, addedNodes: [...root.childNodes], removedNodes: [] }
  watches.get(root)?.deliver([record as unknown as MutationRecord])
}
