import type { DeliveryPort } from '#content/outbox.ts'
import { unpack, type Batch, type EntryOnTheWay, type FromBackground, type FromContent } from '#messages/delivery.ts'

interface OpenPort {
  listener: (message: unknown) => void
  gone: () => void
  /** Closed by either side: nothing passes any more. */
  closed: boolean
  /** Open as far as anybody can tell, but nothing arrives: a worker that hangs or was reloaded. */
  deaf: boolean
}

/**
 * The background as a content script knows it: it greets, commits batches to a log and acknowledges. A test says when
 * it answers, and when a connection breaks.
 */
export function createBackground({ answers = true }: { answers?: boolean } = {}) {
  /** Committed entries, by number, as storage keeps them: a second delivery changes nothing. */
  const committed = new Map<number, { id: string }>()
  /** Every number in the order it arrived, repetitions included. */
  const arrivals: number[] = []
  const received: FromContent[] = []
  const ports: OpenPort[] = []
  /** What has come of segments that come in pieces, by the id of their entry. */
  const pieces = new Map<string, string>()
  let refuses = false

  const background = {
    received,
    arrivals,
    committed,
    ports,
    /** Whether batches are committed and answered at once. */
    answers,
    /** Batches that wait for `answer`. */
    waiting: [] as { batch: Batch; port: OpenPort }[],
    /** The extension was reloaded: every further connection is refused. */
    refuse: () => {
      refuses = true
    },
    get batches(): Batch[] {
      return received.filter((message): message is Batch => message.type === 'batch')
    },
    send(message: FromBackground, port = ports.at(-1)): void {
      if (port?.closed === false) port.listener(message)
    },
    /** Commits and acknowledges what waits, oldest first. */
    answer(count = Infinity): void {
      for (const { batch, port } of background.waiting.splice(0, count)) commit(batch, port)
    },
    /** The connection breaks; what was on its way is lost. */
    breakConnection(): void {
      const port = ports.at(-1)
      if (!port || port.closed) return
      port.closed = true
      background.waiting = background.waiting.filter((item) => item.port !== port)
      port.gone()
    },
    /** The connection goes deaf: what was on its way and what comes is lost, and nobody says so. */
    goDeaf(): void {
      const port = ports.at(-1)
      if (port) port.deaf = true
      background.waiting = background.waiting.filter((item) => item.port !== port)
    },
    connect(): DeliveryPort {
      if (refuses) throw new Error('the extension was reloaded')
      const port: OpenPort = { listener: () => undefined, gone: () => undefined, closed: false, deaf: false }
      ports.push(port)
      return {
        postMessage(message) {
          if (port.closed) throw new Error('Attempting to use a disconnected port object')
          received.push(message)
          if (port.deaf) return
          if (message.type === 'hello') queueMicrotask(() => !port.deaf && background.greet(port))
          else if (message.type === 'batch') {
            if (background.answers) queueMicrotask(() => commit(message, port))
            else background.waiting.push({ batch: message, port })
          }
        },
        disconnect() {
          port.closed = true
        },
        onMessage: { addListener: (listener) => (port.listener = listener) },
        onDisconnect: { addListener: (listener) => (port.gone = listener) },
      }
    },
    greet(port: OpenPort): void {
      background.send(
        {
          type: 'welcome',
          trajectoryId: 'trajectory000001',
          through: through(),
          driver: null,
          messages: false,
          shortcuts: [],
          declared: [],
        },
        port,
      )
    },
  }

  function through(): number {
    return Math.max(0, ...committed.keys())
  }

  function commit(batch: Batch, port: OpenPort): void {
    if (port.closed) return
    const entries = batch.parcels.map(unpack).flatMap(joined)
    entries.forEach((entry, index) => {
      arrivals.push(batch.first + index)
      if (!committed.has(batch.first + index)) committed.set(batch.first + index, entry)
    })
    background.send({ type: 'ack', through: batch.last }, port)
  }

  /** The entry that a parcel is, or ends. */
  function joined(entry: EntryOnTheWay): { id: string }[] {
    if (entry.kind !== 'dom' || entry.from === undefined) return [entry]
    const { from, more, ...segment } = entry
    const before = (pieces.get(entry.id) ?? '').slice(0, from)
    if (before.length < from) throw new Error(`a piece of ${entry.id} is missing before ${from}`)
    pieces.set(entry.id, before + entry.text)
    const whole = { ...segment, text: before + entry.text }
    return more ? [] : [whole]
  }

  return background
}
