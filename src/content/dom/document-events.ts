type Listener = (event: Event) => void
type Listen = (type: string, listener: Listener, options: AddEventListenerOptions) => void

/** How long nobody listens after one was heard, ms: rrweb takes a place of the pointer every 100 ms and passes over all others, and hearing an event costs the page more than passing it over. */
const restMs = 101
const floods = new Set(['mousemove', 'touchmove', 'drag'])

/** Keeps from our own world's listeners on the document what is no news to them. */
export function quietDocumentEvents(): void {
  const { addEventListener, removeEventListener } = EventTarget.prototype as unknown as Record<
    'addEventListener' | 'removeEventListener',
    Listen
  >
  /** What is attached in the place of a listener, by its type. */
  const standIns = new WeakMap<Listener, Map<string, Listener>>()

  function standInOf(type: string, listener: Listener, options: AddEventListenerOptions): Listener {
    if (type === 'selectionchange') return documentOnly(listener)
    const standIn = (event: Event): void => {
      listener(event)
      removeEventListener.call(document, type, standIn, options)
      setTimeout(() => {
        if (standIns.get(listener)?.get(type) === standIn) addEventListener.call(document, type, standIn, options)
      }, restMs)
    }
    return standIn
  }

  const define = (name: string, value: Listen): void => {
    Object.defineProperty(document, name, { configurable: true, value })
  }
  define('addEventListener', (type, listener, options) => {
    if (type !== 'selectionchange' && !floods.has(type)) return addEventListener.call(document, type, listener, options)
    const byType = standIns.get(listener) ?? new Map<string, Listener>()
    standIns.set(listener, byType)
    const standIn = byType.get(type) ?? standInOf(type, listener, options)
    byType.set(type, standIn)
    addEventListener.call(document, type, standIn, options)
  })
  define('removeEventListener', (type, listener, options) => {
    const standIn = standIns.get(listener)?.get(type)
    standIns.get(listener)?.delete(type)
    removeEventListener.call(document, type, standIn ?? listener, options)
  })
}

/**
 * Typing moves the caret inside a field with every letter, and each time rrweb would read the document's selection,
 * which has not changed, and make the browser lay out the page to tell.
 */
function documentOnly(listener: Listener): Listener {
  return (event) => {
    if (event.target === document) listener(event)
  }
}
