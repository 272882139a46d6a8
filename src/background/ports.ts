import type { Runtime } from '#platform/browser.ts'
import type { AgentDeclared, FromBackground } from '#messages/delivery.ts'
import { originOf } from './origin.ts'

/**
 * The content scripts connected at this moment. A cache of the browser's own state, not state of ours: when the worker
 * dies, every content script connects again.
 */
export interface Ports {
  add: (port: Runtime.Port) => void
  /** Closes a connection: what was sent on it could not be stored, and comes again on another. */
  refuse: (port: Runtime.Port) => void
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
  /** Tells every frame of a tab. */
  tell: (tabId: number, message: FromBackground) => void
  /**
   * Tells every frame of a tab what was declared, and has the top one write it; resolves when all have heard, went
   * away, or the time is over. False when there is none that could write it.
   */
  declare: (tabId: number, declared: Pick<AgentDeclared, 'said' | 'write'>, timeoutMs: number) => Promise<boolean>
  /** A content script has done what it was asked under this number: heard a declaration, or sent what it held back. */
  answered: (port: Runtime.Port, n: number) => void
}

/** After a worker's death content scripts are back within this time; whoever needs all of them must wait for it. */
const reconnectGraceMs = 300
/** The same of those that were refused, perhaps not for the first time. */
const refusedGraceMs = 1300

export function createPorts(): Ports {
  const open = new Set<Runtime.Port>()
  /** Who has not answered yet, by the number of what was asked. */
  const unanswered = new Map<number, { ports: Set<Runtime.Port>; onAll: () => void }>()
  let lastN = 0
  let completeAtMs = performance.now() + reconnectGraceMs

  async function untilReconnected(): Promise<void> {
    const graceMs = completeAtMs - performance.now()
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

  function answered(port: Runtime.Port, n: number): void {
    const waiting = unanswered.get(n)
    waiting?.ports.delete(port)
    if (waiting?.ports.size === 0) waiting.onAll()
  }

  /** Resolves when all of them have answered or went away, or when the time is over. */
  async function untilAnswered(n: number, asked: readonly Runtime.Port[], timeoutMs: number): Promise<void> {
    const ports = new Set(asked.filter((port) => open.has(port)))
    if (ports.size === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      const onAll = (): void => {
        clearTimeout(timer)
        resolve()
      }
      unanswered.set(n, { ports, onAll })
    })
    unanswered.delete(n)
  }

  return {
    add(port) {
      open.add(port)
      port.onDisconnect.addListener(() => {
        open.delete(port)
        // Who went away has no more to say.
        for (const n of [...unanswered.keys()]) answered(port, n)
      })
    },
    refuse(port) {
      open.delete(port)
      port.disconnect()
      completeAtMs = performance.now() + refusedGraceMs
    },
    answered,
    async declare(tabId, { said, write }, timeoutMs) {
      const n = ++lastN
      const frames = [...open].filter(({ sender }) => sender?.tab?.id === tabId)
      // The last to come: a document in the back-forward cache may not have let go of its port yet.
      const writer = frames.findLast(({ sender }) => sender?.frameId === 0)
      for (const port of frames) send(port, { type: 'declared', n, said, write: port === writer ? write : [] })
      await untilAnswered(n, frames, timeoutMs)
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
      const token = ++lastN
      const asked = [...open]
      for (const port of asked) send(port, { type: 'release', token })
      await untilAnswered(token, asked, timeoutMs)
    },
    async stopAll(timeoutMs) {
      await untilReconnected()
      for (const port of open) send(port, { type: 'stop' })
      const untilMs = performance.now() + timeoutMs
      while (open.size > 0 && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 20))
    },
  }
}
