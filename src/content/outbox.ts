import type {
  Acting,
  AgentDeclared,
  AgentElsewhere,
  Batch,
  DomSegment,
  EntryOnTheWay,
  FromBackground,
  FromContent,
  Parcel,
  Release,
  Released,
  Settled,
  Shortcuts,
  Traversing,
  Welcome,
} from '#messages/delivery.ts'
import { toEntryId } from '#trajectory/entry-id.ts'
import { nowMs } from './clock.ts'
import { createLoadShed } from './load-shed.ts'
import { inNextTask } from './next-task.ts'

/** The end of a port, as `runtime.connect` gives it. */
export interface DeliveryPort {
  postMessage: (message: FromContent) => void
  disconnect: () => void
  onMessage: { addListener: (listener: (message: unknown) => void) => void }
  onDisconnect: { addListener: (listener: () => void) => void }
}

export interface OutboxOptions {
  sourceId: string
  /** Throws when the extension is gone. */
  connect: () => DeliveryPort
  /** The extension is gone; a port opened just then is neither answered nor closed. */
  isOrphan?: () => boolean
  /** Address of the document, fit to be stored. */
  url: () => string
  onWelcome: (welcome: Welcome) => void
  onAgent?: (said: AgentElsewhere) => void
  onShortcuts?: (message: Shortcuts) => void
  onRelease?: (message: Release) => void
  onDeclared?: (declared: AgentDeclared) => void
  /** Part of the DOM stream was given up, and it may begin anew now. */
  onRelief?: () => void
  /** The recording is over here; `orphaned`: nobody is there any more who could be told anything. */
  onStop: (orphaned?: boolean) => void
}

/** Distributes over the union, which `Omit` alone does not. */
type WithoutId<E> = E extends EntryOnTheWay ? Omit<E, 'id'> : never

/** An entry before the outbox numbers it. */
export type EntryDraft = WithoutId<EntryOnTheWay>

/**
 * Numbers entries and brings them to the background: at least once, in order. An entry leaves the queue only when the
 * background has committed it; whatever is unacknowledged is sent again on the next connection.
 */
export interface Outbox {
  /**
   * Queues an entry, gives it its id, and returns that id. A function is asked for the entry only when it is sent, a
   * moment later, when more is known about it.
   */
  add: (entry: EntryDraft | (() => EntryDraft)) => string
  /** Sends everything queued now, window or not: the page may be gone in the next instant. */
  flush: () => void
  /** Lets go of the connection, for a page that goes into the back/forward cache: Firefox keeps it, and nobody answers. */
  rest: () => void
  /** Opens a new connection: that of a page coming back from the back/forward cache is closed, and nobody said so. */
  renew: () => void
  /** Tells the background something that is no entry; lost when there is no connection. */
  notify: (message: Settled | Traversing | Acting | Released) => void
  /** Sends what is left, waits for its acknowledgement, then closes. */
  close: () => Promise<void>
  readonly pending: number
}

/** Entries wait this long for company. Short, because what waits here is what a crash loses. */
const idleMs = 100
/** A batch is closed at this size; larger ones are not faster (measured: flat above 64 kB). */
const batchChars = 128 * 1024
/** A segment larger than this is sent in pieces, one a task: the browser refuses messages of 64 MiB, and a page must not wait. */
const pieceChars = 1024 * 1024
/** Batches in flight: enough to hide one commit, few enough to resend cheaply. */
const windowBatches = 4
/** A message in flight at extension reload or bfcache entry never settles; after this long it is sent again. */
const ackTimeoutMs = 2000
const reconnectMs = [0, 0, 50, 200]
const longestReconnectMs = 1000
/** Whoever is not greeted looks so often whether there is anybody left to greet. */
const welcomeMs = 400

interface Queued {
  n: number
  entry: EntryDraft | (() => EntryDraft)
  /** The entry as it is sent: made when it is first sent, and kept for sending again. */
  parcel: Parcel | null
  /** Not sent before this, so that what follows at once travels with it and what is said of it can arrive. */
  dueAt: number
}

export function createOutbox(options: OutboxOptions): Outbox {
  const queue: Queued[] = []
  const loadShed = createLoadShed()
  let nextN = 1
  /** Entries up to this number were sent on the present connection. */
  let sent = 0
  /** So much of the segment after that, which goes in pieces. */
  let sentChars = 0
  let acked = 0
  let inFlight: { last: number; atMs: number }[] = []
  let port: DeliveryPort | null = null
  let welcomed = false
  let trajectoryId: string | null = null
  let attempts = 0
  let closed = false
  /** Runs out when entries have waited for company long enough; the first of them sets it. */
  let idle: ReturnType<typeof setTimeout> | undefined
  /** Looks again while something is unacknowledged. */
  let patience: ReturnType<typeof setTimeout> | undefined
  let drained: (() => void) | undefined

  function connect(): void {
    if (closed || port) return
    let opened: DeliveryPort
    try {
      opened = options.connect()
    } catch {
      return orphaned()
    }
    port = opened
    welcomed = false
    sent = acked
    sentChars = 0
    // The greeting is on its way: what is not a whole batch waits for the answer, which tells what is stored already.
    inFlight = [{ last: acked, atMs: performance.now() }]
    opened.onMessage.addListener((message) => {
      if (port === opened) onMessage(message as FromBackground)
    })
    opened.onDisconnect.addListener(() => {
      if (port === opened) reconnect()
    })
    opened.postMessage({ type: 'hello', sourceId: options.sourceId, trajectoryId, url: options.url() })
    awaitWelcome(opened)
    if (trajectoryId !== null) send({ ignoreWindow: false })
  }

  function awaitWelcome(opened: DeliveryPort): void {
    setTimeout(() => {
      if (closed || welcomed || port !== opened) return
      if (options.isOrphan?.()) orphaned()
      else awaitWelcome(opened)
    }, welcomeMs)
  }

  /** The extension was reloaded, switched off or removed: this script must go. */
  function orphaned(): void {
    closed = true
    stopTimers()
    drained?.()
    // Not at once: on first contact whoever made this outbox is not ready to be called yet.
    queueMicrotask(() => options.onStop(true))
  }

  function reconnect(): void {
    port = null
    const delayMs = reconnectMs[attempts++] ?? longestReconnectMs
    // Not at once: a worker that is just dying would take the connection with it, and nobody would say so.
    if (delayMs === 0) inNextTask(connect)
    else setTimeout(connect, delayMs)
  }

  function rest(): void {
    const old = port
    port = null
    try {
      old?.postMessage({ type: 'goodbye' })
    } catch {
      // The page was in the back-forward cache: its port is closed already.
    }
    old?.disconnect()
  }

  function renew(): void {
    rest()
    connect()
  }

  function onMessage(message: FromBackground): void {
    if (message.type === 'welcome') {
      welcomed = true
      trajectoryId = message.trajectoryId
      acknowledge(message.through)
      options.onWelcome(message)
      send({ ignoreWindow: false })
    } else if (message.type === 'ack') {
      // Whoever has not greeted is still asked whether it is there.
      if (!welcomed) return
      acknowledge(message.through)
      send({ ignoreWindow: false })
    } else if (message.type === 'agent') options.onAgent?.(message)
    else if (message.type === 'shortcuts') options.onShortcuts?.(message)
    else if (message.type === 'release') options.onRelease?.(message)
    else if (message.type === 'declared') {
      options.onDeclared?.(message)
      port?.postMessage({ type: 'heard', n: message.n })
    } else options.onStop()
  }

  function acknowledge(through: number): void {
    // Not by a welcome alone: a background that greets and then fails at every batch deserves a pause.
    if (through > acked || queue.length === 0) attempts = 0
    acked = Math.max(acked, through)
    if (acked > sent) sentChars = 0
    sent = Math.max(sent, acked)
    inFlight = inFlight.filter((batch) => batch.last > acked)
    // One after the other: the next one's time begins when this one is done.
    if (inFlight[0]) inFlight[0].atMs = performance.now()
    while (queue[0] && queue[0].n <= acked) release(queue.shift()?.entry)
    if (queue.length === 0) drained?.()
  }

  function release(entry: Queued['entry'] | undefined): void {
    const shed = isSegment(entry) ? loadShed.release(entry, nowMs()) : null
    if (!shed) return
    const { lines: count, ...range } = shed
    const detail = 'the page changed faster than could be stored, so part of how it looked was given up'
    enqueue({ kind: 'gap', ...range, provenance: 'observed', reason: 'load-shed', detail, url: null, count })
    options.onRelief?.()
  }

  /** What is on its way is left as it is. */
  function giveUpSegments(): void {
    for (const item of queue) {
      if (item.n <= sent + Math.sign(sentChars) || !isSegment(item.entry)) continue
      item.entry = loadShed.hollow(item.entry)
      item.parcel = null
    }
  }

  function enqueue(entry: EntryDraft | (() => EntryDraft)): string {
    const n = nextN++
    const id = toEntryId(options.sourceId, n)
    if (closed) return id
    const kept = isSegment(entry) ? loadShed.admit(entry, giveUpSegments) : entry
    // A segment has gathered already, and nothing more is said of it; a flood of large ones is no reason to hurry.
    const waitMs = isSegment(kept) && kept.text.length < batchChars ? 0 : idleMs
    queue.push({ n, entry: kept, parcel: null, dueAt: performance.now() + waitMs })
    if (inFlight.length === 0) idle ??= setTimeout(() => send({ ignoreWindow: false }), waitMs)
    else patience ??= setTimeout(() => send({ ignoreWindow: false }), ackTimeoutMs)
    return id
  }

  function stopTimers(): void {
    clearTimeout(idle)
    clearTimeout(patience)
    idle = undefined
    patience = undefined
  }

  function send({ ignoreWindow }: { ignoreWindow: boolean }): void {
    stopTimers()
    if (!port) return
    const oldest = inFlight[0]
    if (oldest && performance.now() - oldest.atMs > ackTimeoutMs) {
      renew()
      if (ignoreWindow) send({ ignoreWindow })
      return
    }
    // On first contact even a whole batch waits: nobody may be recording.
    let from = welcomed || trajectoryId !== null || ignoreWindow ? queue.findIndex((item) => item.n > sent) : -1
    const dueAt = ignoreWindow ? Infinity : performance.now()
    while (
      from !== -1 &&
      from < queue.length &&
      (queue[from]?.dueAt ?? 0) <= dueAt &&
      (ignoreWindow || inFlight.length < windowBatches)
    ) {
      const batch = takeBatch(from, dueAt)
      const after = from + batch.last - batch.first + 1
      // One entry costs a commit, and so do a hundred: what does not fill a batch waits for those on their way.
      if (inFlight.length > 0 && !ignoreWindow && !(queue[after] && queue[after].dueAt <= dueAt)) break
      try {
        port.postMessage(batch)
      } catch {
        // The page was in the back-forward cache: its port is closed, and nobody said so.
        return reconnect()
      }
      if (batch.last < batch.first) {
        const [piece] = batch.parcels
        if (typeof piece === 'object') sentChars += piece.text.length
        if (ignoreWindow) continue
        idle = setTimeout(() => send({ ignoreWindow: false }))
        return
      }
      sentChars = 0
      sent = batch.last
      inFlight.push({ last: batch.last, atMs: performance.now() })
      from = after
    }
    const next = queue[from]
    if (next && inFlight.length === 0)
      idle = setTimeout(() => send({ ignoreWindow: false }), Math.max(0, next.dueAt - performance.now()))
    // Something is still out or waiting: look again, so that a lost acknowledgement is noticed.
    if (queue.length > 0) patience = setTimeout(() => send({ ignoreWindow: false }), ackTimeoutMs)
  }

  function takeBatch(from: number, dueAt: number): Batch {
    const parcels: Parcel[] = []
    let chars = 0
    let last = from
    for (; last < queue.length; last++) {
      const item = queue[last]
      if (!item || item.dueAt > dueAt) break
      const parcel = (item.parcel ??= toParcel(item.entry, toEntryId(options.sourceId, item.n)))
      const length = typeof parcel === 'string' ? parcel.length : parcel.text.length
      if (parcels.length > 0 && chars + length > batchChars) break
      parcels.push(parcel)
      chars += length
    }
    const first = queue[from]?.n ?? 0
    const [only] = parcels
    if (typeof only === 'object' && only.text.length > pieceChars) return takePiece(only, first)
    return { type: 'batch', first, last: queue[last - 1]?.n ?? 0, parcels }
  }

  function takePiece(whole: DomSegment, n: number): Batch {
    let end = sentChars + pieceChars
    // Half a character would not arrive.
    if ((whole.text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end -= 1
    const piece: DomSegment = { ...whole, text: whole.text.slice(sentChars, end), from: sentChars }
    const more = end < whole.text.length
    if (more) piece.more = true
    return { type: 'batch', first: n, last: more ? n - 1 : n, parcels: [piece] }
  }

  connect()

  return {
    add: enqueue,
    flush() {
      connect()
      send({ ignoreWindow: true })
    },
    rest,
    renew,
    notify(message) {
      if (port && welcomed) port.postMessage(message)
    },
    async close() {
      this.flush()
      if (queue.length > 0 && !closed) {
        await new Promise<void>((resolve) => {
          drained = resolve
          // The background finishes the recording after this long with or without us.
          setTimeout(resolve, ackTimeoutMs)
        })
      }
      closed = true
      stopTimers()
      rest()
    },
    get pending() {
      return queue.length
    },
  }
}

type SegmentDraft = Extract<EntryDraft, { kind: 'dom' }>

function isSegment(entry: Queued['entry'] | undefined): entry is SegmentDraft {
  return typeof entry === 'object' && entry.kind === 'dom'
}

/** An entry as it is sent; a gap under the same id where it cannot be made, because one that never leaves would hold up all the rest. */
function toParcel(entry: EntryDraft | (() => EntryDraft), id: string): Parcel {
  try {
    const made = { ...(typeof entry === 'function' ? entry() : entry), id }
    return made.kind === 'dom' ? made : JSON.stringify(made)
  } catch (error) {
    const gap: Extract<EntryOnTheWay, { kind: 'gap' }> = {
      id,
      kind: 'gap',
      atMs: nowMs(),
      provenance: 'observed',
      reason: 'invalid-entry',
      detail: `an entry could not be made ready to be sent: ${error instanceof Error ? error.message : String(error)}`,
      url: null,
    }
    return JSON.stringify(gap)
  }
}
