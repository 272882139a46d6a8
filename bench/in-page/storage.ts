import { createOutbox } from '#content/outbox.ts'
import { deliveryPort } from '#messages/delivery.ts'
import { createSourceId } from '#trajectory/entry-id.ts'

/** What the storage metrics run in a page of the extension; times in milliseconds. */
export interface StorageBench {
  /** Makes the events, so that making them is no part of what is measured. */
  prepare: (events: number) => void
  /** Durable events, one array of 100 a transaction, relaxed. */
  arrays: (events: number) => Promise<number>
  /** Durable events, 100 puts a transaction. */
  puts: (events: number) => Promise<number>
  /** Durable events by the recorder's way: outbox, port, worker, deflate, commit, acknowledgement. */
  cairn: (events: number) => Promise<number>
  /** Events sent one by one, each awaited by nobody. */
  messages: (events: number) => Promise<number>
}

/** As large as the recorder makes its segments. */
const segmentChars = 96 * 1024

/** A mutation as rrweb tells it, about 940 characters as JSON, no two alike. */
function eventOf(i: number): object {
  const node = (n: number): object => ({
    parentId: (i * 31 + n) % 5000,
    nextId: null,
    node: {
      type: 2,
      tagName: 'li',
      attributes: { class: `item row-${(i * 7 + n) % 97} ${n % 2 ? 'odd' : 'even'}`, 'data-key': `k-${i}-${n}` },
      childNodes: [],
      id: 10_000 + i * 5 + n,
    },
  })
  const adds = [0, 1, 2, 3, 4].map(node)
  const text = `Order ${i} was moved to hall ${i % 13}, shelf ${(i * 17) % 401}`
  return {
    type: 3,
    data: { source: 0, texts: [{ id: i % 4999, value: text }], attributes: [], removes: [], adds },
    timestamp: 1_760_000_000_000 + i,
  }
}

async function timed(run: (database: IDBDatabase) => Promise<void>): Promise<number> {
  const name = `bench-${Math.random()}`
  const opening = indexedDB.open(name, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('events')
  await done(opening)
  const database = opening.result
  const startedAt = performance.now()
  await run(database)
  const tookMs = performance.now() - startedAt
  database.close()
  await done(indexedDB.deleteDatabase(name))
  return tookMs
}

function done(request: IDBOpenDBRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

function commit(database: IDBDatabase, fill: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('events', 'readwrite', { durability: 'relaxed' })
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error ?? new Error('the transaction failed'))
    fill(transaction.objectStore('events'))
  })
}

const hundreds = (events: number): number[] => Array.from({ length: events / 100 }, (_, batch) => batch * 100)
let prepared: object[] = []
const range = (from: number): object[] => prepared.slice(from, from + 100)

const storageBench: StorageBench = {
  prepare(events) {
    prepared = Array.from({ length: events }, (_, i) => eventOf(i))
  },
  arrays: (events) =>
    timed(async (database) => {
      for (const from of hundreds(events)) await commit(database, (store) => store.put(range(from), from))
    }),
  puts: (events) =>
    timed(async (database) => {
      for (const from of hundreds(events))
        await commit(database, (store) => range(from).forEach((event, i) => store.put(event, from + i)))
    }),
  async cairn(events) {
    const startedAt = performance.now()
    const outbox = createOutbox({
      sourceId: createSourceId(),
      connect: () => chrome.runtime.connect({ name: deliveryPort }),
      url: () => location.href,
      onWelcome: () => undefined,
      onStop: () => undefined,
    })
    let text = ''
    let lines = 0
    const atMs = Date.now()
    for (let i = 0; i < events; i++) {
      text += `${JSON.stringify(prepared[i])}\n`
      lines += 1
      if (text.length < segmentChars && i < events - 1) continue
      outbox.add({ kind: 'dom', atMs, endAtMs: atMs, lines, text, provenance: 'observed' })
      text = ''
      lines = 0
    }
    // Closing resolves when everything is acknowledged, which means on disk.
    while (outbox.pending > 0) await new Promise((resolve) => setTimeout(resolve, 2))
    const tookMs = performance.now() - startedAt
    await outbox.close()
    return tookMs
  },
  async messages(events) {
    const startedAt = performance.now()
    const sent = Array.from({ length: events }, (_, i) =>
      chrome.runtime.sendMessage(prepared[i]).catch(() => undefined),
    )
    await Promise.all(sent)
    return performance.now() - startedAt
  },
}

Object.assign(globalThis, { storageBench })
