import { elementOf, rootOf } from './target/tree.ts'

/** Events that a person or a script aims at what may lie in a shadow root nobody has seen yet. */
const aimedTypes = ['pointerdown', 'keydown', 'click', 'focusin', 'input']

/** Events that do not leave the shadow tree they happen in, by their nature or because a script often dispatches them so. */
const enclosedTypes = new Set(['change', 'submit', 'scroll', 'input', 'click', 'dblclick', 'pointerdown', 'keydown'])

type Listener = (event: Event) => void

/** Hears events in the document and in every shadow root that was found, open or closed, each event once. */
export interface ShadowRoots {
  listen: (type: string, listener: Listener) => void
  /** A shadow root of this document; from now on it is listened to. */
  find: (root: ShadowRoot) => void
  /** Listens to the window again: `document.open` takes away every listener, whoever added it. */
  renew: () => void
}

/** `onHit` is told of each host around what an event hit, outermost first. Everything attached goes with the signal. */
export function createShadowRoots(signal: AbortSignal, onHit: (host: Element) => void): ShadowRoots {
  const listeners = new Map<string, Listener[]>()
  const found = new WeakSet<ShadowRoot>()
  /** What happens in a root inside a root, or is slotted into one, passes several. */
  const heard = new WeakSet<Event>()
  const options = { capture: true, passive: true, signal }

  function onWindow(event: Event): void {
    for (const listener of listeners.get(event.type) ?? []) listener(event)
  }

  function onRoot(event: Event): void {
    // By its path: Chromium calls a submit composed that never leaves its root.
    if (heard.has(event) || event.composedPath().includes(window)) return
    heard.add(event)
    for (const listener of listeners.get(event.type) ?? []) listener(event)
  }

  function find(root: ShadowRoot): void {
    if (found.has(root)) return
    found.add(root)
    for (const type of listeners.keys()) if (enclosedTypes.has(type)) root.addEventListener(type, onRoot, options)
  }

  function onAimed(event: Event): void {
    const element = elementOf(event)
    if (!element) return
    const around: ShadowRoot[] = []
    for (let root = rootOf(element); root instanceof ShadowRoot; root = rootOf(root.host)) around.unshift(root)
    for (const root of around) {
      onHit(root.host)
      find(root)
    }
  }

  /** What is heard already is not heard twice. */
  function hearWindow(): void {
    for (const type of aimedTypes) window.addEventListener(type, onAimed, options)
    for (const type of listeners.keys()) window.addEventListener(type, onWindow, options)
  }

  hearWindow()

  return {
    find,
    renew: hearWindow,
    listen(type, listener) {
      const known = listeners.get(type)
      if (known) known.push(listener)
      else {
        listeners.set(type, [listener])
        window.addEventListener(type, onWindow, options)
      }
    },
  }
}
