type Listen = (type: string, listener: (event: Event) => void, options: AddEventListenerOptions) => void

/**
 * Keeps from our own world's listeners on the document what is no news to it: typing moves the caret inside a field
 * with every letter, and each time rrweb would read the document's selection, which has not changed, and make the
 * browser lay out the page to tell.
 */
export function hearDocumentSelectionOnly(): void {
  const { addEventListener, removeEventListener } = EventTarget.prototype as unknown as Record<string, Listen>
  const wrappers = new WeakMap<(event: Event) => void, (event: Event) => void>()
  const wrap = (type: string, listener: (event: Event) => void): ((event: Event) => void) => {
    if (type !== 'selectionchange') return listener
    const known = wrappers.get(listener)
    if (known) return known
    const wrapper = (event: Event): void => {
      if (event.target === document) listener(event)
    }
    wrappers.set(listener, wrapper)
    return wrapper
  }
  for (const [name, native] of Object.entries({ addEventListener, removeEventListener }))
    Object.defineProperty(document, name, {
      configurable: true,
      value: (type: string, listener: (event: Event) => void, options: AddEventListenerOptions) =>
        native?.call(document, type, wrap(type, listener), options),
    })
}
