import { record } from '@rrweb/record'
import { look } from '#content/look.ts'
import { createFlood, type FloodLimits, type FloodMirror, type WriteRecords } from './flood.ts'

/** One of rrweb's mutation observers: how to give it records, and those that wait for delivery. */
interface Watch {
  take: (records: MutationRecord[]) => void
  takeWaiting: () => void
}

/** As rrweb really is: it declares less. */
const mirror = record.mirror as unknown as FloodMirror
const renew = (): void => record.takeFullSnapshot(true)
/** The mutations of this document, on their way to rrweb. */
let flood = createFlood(mirror, renew)
/** All of them, by what gives their records. */
const takers = new Set<() => void>()
const watches = new WeakMap<Node, Watch>()
let found: ((root: ShadowRoot) => void) | null = null

/** Puts an observer in the place of the native one that tells which roots rrweb watches. */
export function standInMutationObserver(Native: typeof MutationObserver, limits?: FloodLimits): void {
  flood = createFlood(mirror, renew, limits)
  function Watching(callback: MutationCallback): MutationObserver {
    const observer = new Native((records) => look(() => take(records)))
    const write: WriteRecords = (records) => callback([...records], observer)
    let take = write
    const takeWaiting = (): void => {
      const records = observer.takeRecords()
      if (records.length > 0) take(records)
    }
    observer.disconnect = () => {
      takers.delete(takeWaiting)
      Native.prototype.disconnect.call(observer)
    }
    observer.observe = (target, options) => {
      Native.prototype.observe.call(observer, target, options)
      // Our own observers want nothing old.
      if (options?.characterDataOldValue !== true) return
      take = (records) => flood.take(records, write)
      watches.set(target, { take, takeWaiting })
      takers.add(takeWaiting)
      if (target instanceof ShadowRoot) found?.(target)
    }
    return observer
  }
  Object.defineProperty(globalThis, 'MutationObserver', { configurable: true, writable: true, value: Watching })
}

/** Has rrweb write all that waits of a flood: somebody acts, and what there was to see must stand before that. */
export function settleFlood(): void {
  if (!flood.waits) return
  // With what it finds in the page it must know what has gone from where, in every root.
  for (const takeWaiting of takers) takeWaiting()
  flood.settle()
}

/** Has rrweb write all of the document anew, whatever waits. */
export function writeAnew(): void {
  flood.drop()
  // Whatever is out of the document by now nobody would take out of these any more.
  mirror.idNodeMap.clear()
  renew()
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
  watches.get(root)?.takeWaiting()
  settleFlood()
}

/** Has rrweb write everything in a shadow root that was there before it was watched, as if it had just been added. */
export function deliverContent(root: ShadowRoot): void {
  const record = { type: 'childList', target: root, addedNodes: [...root.childNodes], removedNodes: [] }
  watches.get(root)?.take([record as unknown as MutationRecord])
}
