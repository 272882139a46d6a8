import { eventType, source, type StateFamily, type StreamMirror, type WriteEvent } from '#content/dom/stream-event.ts'
import { createRotation } from './rotation.ts'

const popoverLimit = 1000

/** State that only a pseudo-class or the address bar tells: popovers, custom elements that were defined, the address. */
export function createMarks(mirror: StreamMirror, write: WriteEvent): StateFamily {
  const popovers = createRotation()
  const open = new WeakSet<Element>()
  const defined = new Set<string>()
  /** A name and elements that wait for its definition. */
  const undefinedNames = new Map<string, number[]>()
  let href = location.href

  return {
    meet({ id, tagName = '', attributes }, element) {
      if (attributes?.popover !== undefined) popovers.add(id)
      if (!tagName.includes('-') || defined.has(tagName)) return
      if (element.matches(':defined')) defined.add(tagName)
      else undefinedNames.set(tagName, [...(undefinedNames.get(tagName) ?? []).slice(-9), id])
    },
    read() {
      popovers.turn(popoverLimit, (id) => {
        const element = mirror.getNode(id)
        if (!(element instanceof Element) || !element.isConnected) return false
        const isOpen = element.matches(':popover-open')
        if (isOpen === open.has(element)) return true
        if (isOpen) open.add(element)
        else open.delete(element)
        // rrweb has no event for it.
        write(eventType.custom, { tag: 'cairn.popover', payload: { id, open: isOpen } })
        return true
      })
      for (const [name, ids] of undefinedNames) {
        const isDefined = ids.some((id) => {
          const element = mirror.getNode(id)
          return element instanceof Element && element.matches(':defined')
        })
        if (!isDefined) continue
        undefinedNames.delete(name)
        defined.add(name)
        write(eventType.incremental, { source: source.customElement, define: { name } })
      }
      if (location.href === href) return
      href = location.href
      write(eventType.meta, { href, width: window.innerWidth, height: window.innerHeight })
    },
  }
}
