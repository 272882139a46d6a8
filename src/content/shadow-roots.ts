import { announcementEvent } from '#agents/announcement.ts'
import { rememberRoot } from './known-roots.ts'
import { look } from './look.ts'
import { elementOf, rootOf } from './target/tree.ts'

/** Events that a person or a script aims at what may lie in a shadow root nobody has seen yet. */
const aimedTypes = new Set(['pointerdown', 'keydown', 'click', 'focusin', 'input'])

/** Events that do not leave the shadow tree they happen in, by their nature or because a script often dispatches them so. */
const enclosedTypes = new Set([
  'change',
  'submit',
  'scroll',
  'input',
  'click',
  'dblclick',
  'pointerdown',
  'keydown',
  announcementEvent,
])

/**
 * Returns nothing, or, when it needs no more events of this type from the script that is running, what to call when that
 * has ended.
 */
type Listener = (event: Event) => (() => void) | undefined

/** Hears events in the document and in every shadow root that was found, open or closed, each event once. */
export interface ShadowRoots {
  /** One listener a type. With `restMs`, nobody listens for that long after an event was heard: each event that is heard costs the page. */
  listen: (type: string, listener: Listener, restMs?: number) => void
  /** A shadow root of this document; from now on it is listened to. */
  find: (root: ShadowRoot) => void
  /** Listens to the window again: `document.open` takes away every listener, whoever added it. */
  renew: () => void
}

/** `onHit` is told of each host around what an event hit, outermost first. Everything attached goes with the signal. */
export function createShadowRoots(signal: AbortSignal, onHit: (host: Element) => void): ShadowRoots {
  const listeners = new Map<string, Listener>()
  /** Types of which every event is heard. */
  const unrested = new Set<string>()
  const found = new WeakSet<ShadowRoot>()
  /** What happens in a root inside a root, or is slotted into one, passes several. */
  const heard = new WeakSet<Event>()
  const options = { capture: true, passive: true, signal }

  function hear(event: Event): (() => void) | undefined {
    return listeners.get(event.type)?.(event)
  }

  function onWindow(event: Event): void {
    look(() => {
      // One listener for both: the browser takes longer to call one than either takes.
      if (aimedTypes.has(event.type)) findAround(event)
      const onRested = hear(event)
      if (onRested) restUntilScriptEnds(event.type, onRested)
    })
  }

  /** To be called costs more than what is done then. What a person does comes after a script has ended, never amid it. */
  function restUntilScriptEnds(type: string, onRested: () => void): void {
    window.removeEventListener(type, onWindow, options)
    queueMicrotask(() => {
      if (signal.aborted) return
      window.addEventListener(type, onWindow, options)
      onRested()
    })
  }

  function onRoot(event: Event): void {
    // By its path: Chromium calls a submit composed that never leaves its root.
    if (heard.has(event) || event.composedPath().includes(window)) return
    heard.add(event)
    look(() => hear(event))
  }

  function find(root: ShadowRoot): void {
    if (found.has(root)) return
    found.add(root)
    rememberRoot(root)
    for (const type of listeners.keys()) if (enclosedTypes.has(type)) root.addEventListener(type, onRoot, options)
  }

  function findAround(event: Event): void {
    const element = elementOf(event)
    if (!element) return
    const around: ShadowRoot[] = []
    for (let root = rootOf(element); root instanceof ShadowRoot; root = rootOf(root.host)) around.unshift(root)
    for (const root of around) {
      onHit(root.host)
      find(root)
    }
  }

  /** Ways to listen again for what is listened to with rests. */
  const attachments: (() => void)[] = []

  function listenWithRests(type: string, restMs: number): void {
    const onEvent = (event: Event): void => {
      look(() => hear(event))
      setTimeout(attach, restMs)
    }
    const attach = (): void => {
      if (!signal.aborted) window.addEventListener(type, onEvent, { ...options, once: true })
    }
    attachments.push(attach)
    attach()
  }

  /** What is heard already is not heard twice. */
  function hearWindow(): void {
    for (const type of new Set([...aimedTypes, ...unrested])) window.addEventListener(type, onWindow, options)
    for (const attach of attachments) attach()
  }

  hearWindow()

  return {
    find,
    renew: hearWindow,
    listen(type, listener, restMs) {
      listeners.set(type, listener)
      if (restMs !== undefined) {
        listenWithRests(type, restMs)
        return
      }
      unrested.add(type)
      window.addEventListener(type, onWindow, options)
    },
  }
}
