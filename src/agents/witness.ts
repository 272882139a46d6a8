import type { Lose } from './adapter.ts'
import { createAdapters } from './adapters/registry.ts'
import { handOverEvent, tellMessages, type Announcement } from './announcement.ts'
import { hearDialogs } from './dialogs.ts'
import type { ExchangeListener, HeardRequest } from './exchange.ts'
import { hearFetch } from './fetch.ts'
import type { LossReason } from './losses.ts'
import { createOpenRuns } from './open-runs.ts'

/**
 * The MAIN-world side. It waits for its message port, watches which events agents dispatch and what the page asks of
 * servers, and sends what the
 * adapters make of them. It sees no secret of the recorder, takes no order but to stop and to tell messages too, and
 * leaves no global.
 */
export function startWitness(): void {
  // Captured before any page script can patch them.
  const { stringify } = JSON
  const { apply } = Reflect
  const later = setTimeout
  const post = MessagePort.prototype.postMessage
  const prototype = EventTarget.prototype
  const { getOwnPropertyDescriptor } = Object

  const unhear = removeEventListener.bind(null, handOverEvent, onPort, true)
  let stop: (() => void) | undefined
  addEventListener(handOverEvent, onPort, true)

  function onPort(event: Event): void {
    if (!(event instanceof MessageEvent)) return
    const port = event.ports[0]
    if (!port) {
      // The scripts were put here twice: the first witness stays.
      if (!event.defaultPrevented) event.preventDefault()
      else if (!stop) {
        event.stopImmediatePropagation()
        unhear()
      }
      return
    }
    // The extension was reloaded, and nobody could tell this witness to stop: the next one is here.
    if (stop) return stop()
    event.stopImmediatePropagation()
    stop = listen(port)
  }

  function listen(port: MessagePort): () => void {
    let open = true
    let mayTellMessages = false
    // Only now: the witness before this one has just taken its own away.
    const original = getOwnPropertyDescriptor(prototype, 'dispatchEvent')
    const dispatch = original?.value as typeof prototype.dispatchEvent
    const adapters = createAdapters()
    const runs = createOpenRuns()
    const announce = (announcement: Announcement): void => {
      if (!open) return
      runs.hear(announcement)
      apply(post, port, [stringify(announcement)])
    }
    /** Told together, so that a flood of what is refused does not drown what is not. */
    let lost: Partial<Record<LossReason, number>> | null = null
    const lose: Lose = (reason) => {
      if (!lost) {
        lost = {}
        later(() => {
          if (open) apply(post, port, [stringify({ lost })])
          lost = null
        }, 100)
      }
      lost[reason] = (lost[reason] ?? 0) + 1
    }
    const hook = new Proxy(dispatch, {
      apply(target, self: EventTarget | undefined, args: [Event]) {
        // Called without an object, it acts on the window.
        if (open && self) {
          try {
            // By index: a page may have patched how arrays are iterated.
            for (let i = 0; i < adapters.length; i++) adapters[i]?.onDispatch?.(self, args[0], announce)
          } catch {
            // An agent we misread must work as if nobody listened.
          }
        }
        return apply(target, self, args)
      },
    })
    Object.defineProperty(prototype, 'dispatchEvent', { ...original, value: hook })
    const stops: (() => void)[] = []
    for (let i = 0; i < adapters.length; i++) {
      try {
        const stop = adapters[i]?.listen?.(announce, lose)
        if (stop) stops[stops.length] = stop
      } catch {
        // A page that was there before us may have left nothing to listen with.
      }
    }
    const unhookDialogs = hearDialogs((dialog) => {
      if (open) apply(post, port, [stringify({ dialog })])
    })
    const unhookFetch = hearRequests()
    port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === tellMessages) {
        mayTellMessages = true
        return
      }
      end()
    }

    function end(): void {
      open = false
      unhear()
      port.close()
      unhookDialogs()
      unhookFetch()
      for (let i = 0; i < stops.length; i++) stops[i]?.()
      const current = getOwnPropertyDescriptor(prototype, 'dispatchEvent')
      // If a page patched on top of us, its patch stays and ours is a pass-through.
      if (current?.value === hook && original) Object.defineProperty(prototype, 'dispatchEvent', original)
    }
    return end

    function hearRequests(): () => void {
      try {
        return hearFetch(listenersOf)
      } catch {
        // A page that was there before us may have left nothing to listen with.
        return () => undefined
      }
    }

    function listenersOf(asked: Omit<HeardRequest, 'run' | 'mayTellMessages'>): ExchangeListener[] {
      const request = { ...asked, run: runs.only(), mayTellMessages: () => mayTellMessages }
      const listeners: ExchangeListener[] = []
      for (let i = 0; i < adapters.length; i++) {
        const listener = adapters[i]?.onRequest?.(request, announce)
        if (listener) listeners[listeners.length] = listener
      }
      return listeners
    }
  }
}
