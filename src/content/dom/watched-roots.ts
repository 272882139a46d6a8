import { record } from '@rrweb/record'
import { look } from '#content/look.ts'
import { createFlood, type Flood, type FloodLimits, type WriteRecords } from './flood.ts'

/** One of rrweb's mutation observers, and how to give it records. */
interface Watch {
  observer: MutationObserver
  take: (records: MutationRecord[]) => void
}

/** The mutations of this document, on their way to rrweb. */
let flood = createFlood(record.mirror as never)
const watches = new WeakMap<Node, Watch>()
let found: ((root: ShadowRoot) => void) | null = null

/** Puts an observer in the place of the native one that tells which roots rrweb watches. */
export function standInMutationObserver(Native: typeof MutationObserver, limits?: FloodLimits): void {
  flood = createFlood(record.mirror as never, limits)
  function Watching(callback: MutationCallback): MutationObserver {
    const observer = new Native((records) => look(() => take(records)))
    const write: WriteRecords = (records) => callback([...records], observer)
    let take = write
    observer.observe = (target, options) => {
      Native.prototype.observe.call(observer, target, options)
      // Our own observers want nothing old.
      if (options?.characterDataOldValue !== true) return
      take = (records) => flood.take(records, write)
      watches.set(target, { observer, take })
      if (target instanceof ShadowRoot) found?.(target)
    }
    return observer
  }
  Object.defineProperty(globalThis, 'MutationObserver', { configurable: true, writable: true, value: Watching })
}

export function floodOfDocument(): Flood {
  return flood
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
  if (records.length > 0) watch?.take(records)
  flood.settle()
}

/** Has rrweb write everything in a shadow root that was there before it was watched, as if it had just been added. */
export function deliverContent(root: ShadowRoot): void {
  const record = { type: 'childList', target: root, addedNodes: [...root.childNodes], removedNodes: [] }
  watches.get(root)?.take([record as unknown as MutationRecord])
}
