import { rememberPassword } from '#content/field.ts'
import { labelsOf } from '#content/labels.ts'
import { hostKind, openOrClosedShadowRoot } from '#platform/shadow-root.ts'
import { keepNatives, type Natives } from './natives.ts'
import { standInMutationObserver } from './watched-roots.ts'
import { quietDocumentEvents } from './document-events.ts'

/**
 * Things rrweb meets only in an isolated world, put right before it records. All of it lives in our world alone: the
 * page cannot see it.
 */
export function prepareIsolatedWorld(): void {
  const natives = keepNatives()
  standInMutationObserver(natives.MutationObserver)
  standInShadowRoots(natives)
  // Names of fields and buttons are computed from their labels, and Chromium walks the document for each one's.
  for (const { prototype } of [
    HTMLInputElement,
    HTMLTextAreaElement,
    HTMLSelectElement,
    HTMLButtonElement,
    HTMLMeterElement,
    HTMLOutputElement,
    HTMLProgressElement,
  ]) {
    const native = Object.getOwnPropertyDescriptor(prototype, 'labels')?.get as (this: Element) => Iterable<Element>
    Object.defineProperty(prototype, 'labels', {
      configurable: true,
      get(this: HTMLInputElement) {
        return this.isConnected ? labelsOf(this) : native.call(this)
      },
    })
  }
  // Adopted style sheets are read at step boundaries, where the page's changes show; rrweb must not number them too.
  for (const prototype of [Document.prototype, ShadowRoot.prototype]) {
    Object.defineProperty(prototype, 'adoptedStyleSheets', { configurable: true, get: () => [], set: () => undefined })
  }
  // Chromium has no custom element registry here, and rrweb throws and catches once per element without one: five
  // times the cost of a snapshot.
  if ((globalThis.customElements as CustomElementRegistry | null) === null) {
    Object.defineProperty(globalThis, 'customElements', { value: { get: () => undefined, define: () => undefined } })
  }
  // rrweb would walk into same-origin frames, which record themselves: hide their documents from it.
  for (const key of ['contentDocument', 'contentWindow'] as const) {
    Object.defineProperty(HTMLIFrameElement.prototype, key, { configurable: true, get: () => null })
  }
  // rrweb redefines these with a setter alone and relies on the getter staying. Firefox shows natives through a
  // membrane where nothing stays unless we own it: without this every value would read as undefined, ours too.
  for (const [prototype, key] of hookedSetters()) {
    const native = Object.getOwnPropertyDescriptor(prototype, key)
    if (native)
      Object.defineProperty(prototype, key, { configurable: true, enumerable: true, get: native.get, set: native.set })
  }
  quietDocumentEvents()
}

function standInShadowRoots(natives: Natives): void {
  // A closed root is as good as an open one to rrweb. Closed ones of plain elements are looked for later, bit by bit:
  // asking for each of 50,000 would hold the page up.
  Object.defineProperty(Element.prototype, 'shadowRoot', {
    configurable: true,
    get(this: Element) {
      // rrweb asks of every node of every mutation: what is cheap to see comes first.
      const open = natives.shadowRoot.call(this)
      if (open) return open
      const known = closedRoots.areMet ? closedRoots.ofHosts.get(this) : undefined
      if (known) return known
      // A form has none, but it can have a field called `localName`.
      const tag: unknown = this.localName
      return typeof tag === 'string' && hostKind(tag) === 'custom' ? closedRootOf(this) : null
    },
  })
  // rrweb begins to watch a root when it is attached in its own world: this attaches one that the page attached.
  Object.defineProperty(Element.prototype, 'attachShadow', {
    configurable: true,
    writable: true,
    value(this: Element) {
      return natives.shadowRoot.call(this) ?? closedRootOf(this)
    },
  })
  // rrweb marks fields that were passwords by an attribute the page can see; here they are remembered instead.
  const setAttribute = Object.getOwnPropertyDescriptor(Element.prototype, 'setAttribute')?.value as (
    name: string,
    value: string,
  ) => void
  Object.defineProperty(Element.prototype, 'setAttribute', {
    configurable: true,
    writable: true,
    value(this: Element, name: string, value: string) {
      if (name === 'data-rr-is-password') rememberPassword(this)
      else setAttribute.call(this, name, value)
    },
  })
}

/** Closed roots met so far, so that rrweb is told of them without asking the browser each time. */
const closedRoots = { areMet: false, ofHosts: new WeakMap<Element, ShadowRoot>() }

function closedRootOf(element: Element): ShadowRoot | null {
  const root = openOrClosedShadowRoot(element)
  if (root) {
    closedRoots.areMet = true
    closedRoots.ofHosts.set(element, root)
  }
  return root
}

function hookedSetters(): [prototype: object, key: string][] {
  return [
    [HTMLInputElement.prototype, 'value'],
    [HTMLInputElement.prototype, 'checked'],
    [HTMLSelectElement.prototype, 'value'],
    [HTMLSelectElement.prototype, 'selectedIndex'],
    [HTMLTextAreaElement.prototype, 'value'],
    [HTMLOptionElement.prototype, 'selected'],
  ]
}
