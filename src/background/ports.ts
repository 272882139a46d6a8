import type { Runtime } from '#platform/browser.ts'
import type { FromBackground } from '#messages/delivery.ts'

/**
 * The content scripts connected at this moment. A cache of the browser's own state, not state of ours: when the worker
 * dies, every content script connects again.
 */
export interface Ports {
  add: (port: Runtime.Port) => void
  /** Asks every content script to stop; resolves when all said goodbye, went away, or the time is over. */
  stopAll: (timeoutMs: number) => Promise<void>
  /** Whether a content script speaks from this frame. */
  speaks: (tabId: number, frameId: number) => boolean
  send: (port: Runtime.Port, message: FromBackground) => void
  /** Tells every frame of a tab. */
  tell: (tabId: number, message: FromBackground) => void
}

/** After a worker's death content scripts are back within this time; stopping must wait for them. */
const reconnectGraceMs = 300

export function createPorts(): Ports {
  const open = new Set<Runtime.Port>()
  const startedAtMs = performance.now()

  function send(port: Runtime.Port, message: FromBackground): void {
    try {
      port.postMessage(message)
    } catch {
      // The page went away in between; what it had not sent is with its document.
      open.delete(port)
    }
  }

  return {
    add(port) {
      open.add(port)
      port.onDisconnect.addListener(() => open.delete(port))
    },
    speaks: (tabId, frameId) => [...open].some(({ sender }) => sender?.tab?.id === tabId && sender.frameId === frameId),
    send,
    tell(tabId, message) {
      for (const port of open) if (port.sender?.tab?.id === tabId) send(port, message)
    },
    async stopAll(timeoutMs) {
      const graceMs = reconnectGraceMs - (performance.now() - startedAtMs)
      if (graceMs > 0) await new Promise((resolve) => setTimeout(resolve, graceMs))
      for (const port of open) send(port, { type: 'stop' })
      const untilMs = performance.now() + timeoutMs
      while (open.size > 0 && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 20))
    },
  }
}
