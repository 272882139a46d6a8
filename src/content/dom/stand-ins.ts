import { hearDocumentSelectionOnly } from './selection.ts'

/**
 * Things rrweb meets only in an isolated world, put right before it records. Both live in our world alone: the page
 * cannot see them.
 */
export function prepareIsolatedWorld(): void {
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
  // rrweb looks for untampered natives by putting an iframe into the page. Ours are untampered, and nothing of Cairn
  // may stand in a page: without that iframe rrweb takes what it has.
  const createElement = Object.getOwnPropertyDescriptor(Document.prototype, 'createElement')?.value as (
    name: string,
    options?: ElementCreationOptions,
  ) => HTMLElement
  Object.defineProperty(Document.prototype, 'createElement', {
    configurable: true,
    value(this: Document, name: string, options?: ElementCreationOptions) {
      if (name === 'iframe') throw new Error('Cairn puts nothing into pages')
      return createElement.call(this, name, options)
    },
  })
  hearDocumentSelectionOnly()
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
