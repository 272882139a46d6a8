import { oncePerLook } from '#content/look.ts'
import { openOrClosedShadowRoot } from '#platform/shadow-root.ts'

/**
 * A property of a node as the browser defines it. The fields of a form, and named images of a document, hide its own
 * properties behind their names: `form.matches` is an input when the page has one of that name.
 */
export function propertyOf<N extends Node, K extends keyof N & string>(node: N, name: K): N[K] {
  if (!(node instanceof HTMLFormElement) && !(node instanceof Document)) return node[name]
  for (
    let prototype = Object.getPrototypeOf(node) as object | null;
    prototype;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name)
    if (descriptor) return (descriptor.get ? descriptor.get.call(node) : descriptor.value) as N[K]
  }
  return node[name]
}

/** Elements a selector finds below a root; one more than `limit` when there are more. Thousands cost only if taken out. */
export function findAll(root: Document | ShadowRoot, selector: string, limit = Infinity): Element[] {
  const found = propertyOf(root, 'querySelectorAll').call(root, selector)
  return Array.from({ length: Math.min(found.length, limit + 1) }, (_, index) => found[index]).filter(
    (element) => element !== undefined,
  )
}

/** Whether a selector finds this element and no other. */
export function findsOnly(root: Document | ShadowRoot, selector: string, element: Element): boolean {
  const found = propertyOf(root, 'querySelectorAll').call(root, selector)
  return found.length === 1 && found[0] === element
}

/** How many elements of the same name stand before an element, below the same parent. */
export function countBefore(element: Element): number {
  const name = propertyOf(element, 'localName')
  let count = 0
  let node = propertyOf(element, 'previousElementSibling')
  for (; node; node = propertyOf(node, 'previousElementSibling')) if (propertyOf(node, 'localName') === name) count++
  return count
}

/** The shadow root of an element, open or closed. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  // A form cannot have one, but it can have a field of that name.
  return element instanceof HTMLFormElement ? null : openOrClosedShadowRoot(element)
}

/** Root an element lives in: its document or its shadow root. */
export function rootOf(element: Element): Document | ShadowRoot {
  const root = propertyOf(element, 'getRootNode').call(element)
  return root instanceof ShadowRoot ? root : propertyOf(element, 'ownerDocument')
}

/** Shadow hosts around an element, outermost first. */
export function shadowHosts(element: Element): Element[] {
  const hosts: Element[] = []
  for (let root: Node = rootOf(element); root instanceof ShadowRoot; root = rootOf(root.host)) hosts.unshift(root.host)
  return hosts
}

/** The element a DOM event really hit, seen through shadow roots, open and closed; null when it hit no element. */
export const elementOf = oncePerLook(findElement)

function findElement(event: Event): Element | null {
  const first = event.composedPath()[0] ?? event.target
  let element = first instanceof Element ? first : first instanceof Text ? first.parentElement : null
  // A closed root hides what is inside from the event: a password typed there would look like keys pressed on its host.
  for (let root = closedRootOf(element); root; root = closedRootOf(element)) {
    const inner = innerOf(root, event)
    if (!inner || inner === element) break
    element = inner
  }
  if (element instanceof HTMLSlotElement) return ownerOf(element)
  // A stroke of the drawing on a button is no target; the button is.
  return element instanceof SVGElement ? (element.closest('a[href],button,summary') ?? element) : element
}

const controls = 'a[href],button,input,label,select,summary,textarea,[role]'

/** Text that others put into a component shows in a slot, which mostly has no box: what it labels was hit. */
function ownerOf(slot: HTMLSlotElement): Element {
  const root = rootOf(slot)
  return slot.closest(controls) ?? (root instanceof ShadowRoot ? root.host : slot)
}

function closedRootOf(element: Element | null): ShadowRoot | null {
  const root = element && shadowRootOf(element)
  return root?.mode === 'closed' ? root : null
}

/** What an event that was aimed at a host hit inside it: what lies at that point, or what has the focus. */
function innerOf(root: ShadowRoot, event: Event): Element | null {
  if (!(event instanceof MouseEvent)) return root.activeElement
  return event.clientX === 0 && event.clientY === 0 ? null : root.elementFromPoint(event.clientX, event.clientY)
}
