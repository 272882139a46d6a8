import type { Runtime } from '#platform/browser.ts'
import type { AgentDeclared, FromBackground } from '#messages/delivery.ts'
import { originOf } from './origin.ts'

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
  /** Tells the other frames of the same tab and origin. */
  tellKin: (port: Runtime.Port, message: FromBackground) => void
  /** Tells every content script. */
  tellAll: (message: FromBackground) => void
  /**
   * Has every page send what an agent did there and is still held back; resolves when all of it is stored, or when the
   * time is over.
   */
  release: (timeoutMs: number) => Promise<void>
  /** A page has sent all that was asked for. */
  released: (port: Runtime.Port, token: number) => void
  /** Tells every frame of a tab. */
  tell: (tabId: number, message: FromBackground) => void
  /**
   * Tells every frame of a tab what was declared, and has the top one write it; resolves when all have heard, went
   * away, or the time is over. False when there is none that could write it.
   */
  declare: (tabId: number, declared: Pick<AgentDeclared, 'said' | 'write'>, timeoutMs: number) => Promise<boolean>
  /** A content script has heard what was declared under this number. */
  hear: (port: Runtime.Port, n: number) => void
}

/** After a worker's death content scripts are back within this time; whoever needs all of them must wait for it. */
const reconnectGraceMs = 300

export function createPorts(): Ports {
  const open = new Set<Runtime.Port>()
  /** Who has not heard yet, by number of what was declared. */
  const unheard = new Map<number, { ports: Set<Runtime.Port>; onAll: () => void }>()
  let lastN = 0
  const startedAtMs = performance.now()
  /** Who has not answered yet, by what was asked. */
  const unreleased = new Map<number, Set<Runtime.Port>>()
  let tokens = 0

  async function untilReconnected(): Promise<void> {
    const graceMs = reconnectGraceMs - (performance.now() - startedAtMs)
    if (graceMs > 0) await new Promise((resolve) => setTimeout(resolve, graceMs))
  }

  function send(port: Runtime.Port, message: FromBackground): void {
    try {
      port.postMessage(message)
    } catch {
      // The page went away in between; what it had not sent is with its document.
      open.delete(port)
    }
  }

  function hear(port: Runtime.Port, n: number): void {
    const waiting = unheard.get(n)
    waiting?.ports.delete(port)
    if (waiting?.ports.size === 0) waiting.onAll()
  }

  return {
    add(port) {
      open.add(port)
      port.onDisconnect.addListener(() => {
        open.delete(port)
        for (const n of [...unheard.keys()]) hear(port, n)
      })
    },
    hear,
    async declare(tabId, { said, write }, timeoutMs) {
      const n = ++lastN
      const frames = [...open].filter(({ sender }) => sender?.tab?.id === tabId)
      // The last to come: a document in the back-forward cache may not have let go of its port yet.
      const writer = frames.findLast(({ sender }) => sender?.frameId === 0)
      for (const port of frames) send(port, { type: 'declared', n, said, write: port === writer ? write : [] })
      const ports = new Set(frames.filter((port) => open.has(port)))
      if (ports.size > 0)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          const onAll = (): void => {
            clearTimeout(timer)
            resolve()
          }
          unheard.set(n, { ports, onAll })
        })
      unheard.delete(n)
      // One that is merely busy will write it later.
      return writer !== undefined && open.has(writer)
    },
    speaks: (tabId, frameId) => [...open].some(({ sender }) => sender?.tab?.id === tabId && sender.frameId === frameId),
    send,
    tellKin(port, message) {
      const origin = originOf(port.sender)
      // Opaque origins all read alike.
      if (origin === null || origin === 'null') return
      for (const other of open)
        if (other !== port && other.sender?.tab?.id === port.sender?.tab?.id && originOf(other.sender) === origin)
          send(other, message)
    },
    tell(tabId, message) {
      for (const port of open) if (port.sender?.tab?.id === tabId) send(port, message)
    },
    tellAll(message) {
      for (const port of open) send(port, message)
    },
    async release(timeoutMs) {
      await untilReconnected()
      const token = ++tokens
      const waiting = new Set(open)
      unreleased.set(token, waiting)
      for (const port of open) send(port, { type: 'release', token })
      const untilMs = performance.now() + timeoutMs
      // A page that went away has no more to say.
      while ([...waiting].some((port) => open.has(port)) && performance.now() < untilMs)
        await new Promise((resolve) => setTimeout(resolve, 10))
      unreleased.delete(token)
    },
    released: (port, token) => void unreleased.get(token)?.delete(port),
    async stopAll(timeoutMs) {
      await untilReconnected()
      for (const port of open) send(port, { type: 'stop' })
      const untilMs = performance.now() + timeoutMs
      while (open.size > 0 && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 20))
    },
  }
}
