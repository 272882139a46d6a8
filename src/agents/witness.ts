import { createAdapters } from './adapters/registry.ts'
import { handOverEvent, type Announcement } from './announcement.ts'
import { hearDialogs } from './dialogs.ts'

/**
 * The MAIN-world side. It waits for its message port, watches which events agents dispatch, and sends what the
 * adapters make of them. It sees no secret of the recorder, takes no order but "stop", and leaves no global.
 */
export function startWitness(): void {
  // Captured before any page script can patch them.
  const { stringify } = JSON
  const { apply } = Reflect
  const post = MessagePort.prototype.postMessage
  const prototype = EventTarget.prototype
  const original = Object.getOwnPropertyDescriptor(prototype, 'dispatchEvent')
  const dispatch = original?.value as typeof prototype.dispatchEvent

  addEventListener(handOverEvent, onPort, { capture: true, once: true })

  function onPort(event: Event): void {
    if (!(event instanceof MessageEvent)) return
    const port = event.ports[0]
    if (!port) return
    event.stopImmediatePropagation()
    listen(port)
  }

  function listen(port: MessagePort): void {
    let open = true
    const adapters = createAdapters()
    const announce = (announcement: Announcement): void => {
      if (open) apply(post, port, [stringify(announcement)])
    }
    const hook = new Proxy(dispatch, {
      apply(target, self: EventTarget | undefined, args: [Event]) {
        // Called without an object, it acts on the window.
        if (open && self) {
          try {
            // By index: a page may have patched how arrays are iterated.
            for (let i = 0; i < adapters.length; i++) adapters[i]?.onDispatch(self, args[0], announce)
          } catch {
            // An agent we misread must work as if nobody listened.
          }
        }
        return apply(target, self, args)
      },
    })
    Object.defineProperty(prototype, 'dispatchEvent', { ...original, value: hook })
    const unhook = hearDialogs((dialog) => {
      if (open) apply(post, port, [stringify({ dialog })])
    })
    port.onmessage = () => {
      open = false
      port.close()
      unhook()
      const current = Object.getOwnPropertyDescriptor(prototype, 'dispatchEvent')
      // If a page patched on top of us, its patch stays and ours is a pass-through.
      if (current?.value === hook && original) Object.defineProperty(prototype, 'dispatchEvent', original)
    }
  }
}
