import { hostKind, openOrClosedShadowRoot } from '#platform/shadow-root.ts'
import type { Natives } from '#content/dom/natives.ts'
import type { StateFamily, StreamMirror } from '#content/dom/stream-event.ts'
import { deliverContent, deliverPending, isWatched } from '#content/dom/watched-roots.ts'
import { createRotation } from './rotation.ts'

/** Custom elements asked at one boundary whether they have a root now, at 3 µs each in Chromium. */
const customLimit = 500
/** Plain elements asked for an open root, at 0.4 µs each, and for a closed one. */
const openLimit = 3000
const closedLimit = 300

/** Shadow roots that were attached to elements already in the document, and closed ones. */
export interface LateRoots extends StateFamily {
  /** Looks at one element now, because an event has hit it. */
  look: (host: Element) => void
  /** Asks some elements for closed roots that nobody has asked yet; false when all have been. */
  search: () => boolean
}

export function createLateRoots(mirror: StreamMirror, natives: Natives): LateRoots {
  const custom = createRotation()
  const plain = new Set<number>()
  const plainOpen = createRotation(plain)
  const plainClosed = createRotation(plain)
  let unasked: number[] = []

  /** Has rrweb watch a root it does not know, and write what is in it. */
  function adopt(host: Element, root: ShadowRoot | null): void {
    if (!root || isWatched(root) || mirror.getId(host) <= 0) return
    // By rrweb's own hook in our world, which finds the page's root there.
    Element.prototype.attachShadow.call(host, { mode: root.mode })
    deliverContent(root)
  }

  const visit = (id: number, rootOf: (host: Element) => ShadowRoot | null): boolean => {
    const host = mirror.getNode(id)
    if (!(host instanceof Element) || !host.isConnected) return false
    const root = rootOf(host)
    if (root && isWatched(root)) {
      deliverPending(root)
      // An element keeps its root for ever; later changes inside are rrweb's to see.
      return true
    }
    adopt(host, root)
    return true
  }

  return {
    meet({ id, tagName = '' }) {
      const kind = hostKind(tagName)
      if (kind === 'custom') custom.add(id)
      else if (kind === 'plain') {
        plain.add(id)
        unasked.push(id)
      }
    },
    look(host) {
      if (mirror.getId(host) > 0) adopt(host, openOrClosedShadowRoot(host))
    },
    search() {
      for (const id of unasked.splice(0, closedLimit)) visit(id, openOrClosedShadowRoot)
      return unasked.length > 0
    },
    read() {
      custom.turn(customLimit, (id) => visit(id, openOrClosedShadowRoot))
      plainOpen.turn(openLimit, (id) => visit(id, (host) => natives.shadowRoot.call(host)))
      plainClosed.turn(closedLimit, (id) => visit(id, openOrClosedShadowRoot))
      if (unasked.length === 0) unasked = []
    },
  }
}
