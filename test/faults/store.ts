import type { TestPage } from '../support/browser-under-test.ts'

/** What is committed at one moment, read past the recorder from its own database. */
export interface Committed {
  trajectoryId: string
  status: 'recording' | 'complete' | 'interrupted'
  /** The live recording is this one. */
  live: boolean
  /** The last number stored, by source. */
  through: Record<string, number>
  /** Sources that are desks. */
  desks: string[]
}

/** Reads the newest trajectory in a page of the extension; null when there is none. */
export function readCommitted(page: TestPage): Promise<Committed | null> {
  return page.evaluate(async () => {
    // Opening what is not there would make it.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'cairn')) return null
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('cairn')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error ?? new Error('not opened'))
    })
    try {
      const transaction = database.transaction(['trajectories', 'recording', 'sources'])
      const [rows, live, keys, sources] = await Promise.all(
        [
          transaction.objectStore('trajectories').getAll(),
          transaction.objectStore('recording').get('live'),
          transaction.objectStore('sources').getAllKeys(),
          transaction.objectStore('sources').getAll(),
        ].map(
          (request: IDBRequest) =>
            new Promise<unknown>((resolve, reject) => {
              request.onsuccess = () => resolve(request.result)
              request.onerror = () => reject(request.error ?? new Error('not read'))
            }),
        ),
      )
      const newest = (rows as { id: string; header: { startedAtMs: number; status: string } }[])
        .sort((a, b) => a.header.startedAtMs - b.header.startedAtMs)
        .at(-1)
      if (!newest) return null
      return {
        trajectoryId: newest.id,
        status: newest.header.status as 'recording',
        live: (live as { trajectoryId: string } | undefined)?.trajectoryId === newest.id,
        through: Object.fromEntries(
          (keys as [string, string][]).flatMap(([trajectoryId, sourceId], i) =>
            trajectoryId === newest.id ? [[sourceId, (sources as { lastN: number }[])[i]?.lastN ?? 0]] : [],
          ),
        ),
        desks: (keys as [string, string][]).flatMap(([trajectoryId, sourceId], i) =>
          trajectoryId === newest.id && (sources as { url: string }[])[i]?.url.includes('/desk.html') ? [sourceId] : [],
        ),
      }
    } finally {
      database.close()
    }
  })
}

export interface StoredSince {
  trajectoryId: string
  /** Epoch ms. */
  sinceMs: number
  /** All of these sources; a number means so many sources of documents that are none of `but`. */
  sources: string[] | number
  but?: string[]
  timeoutMs: number
}

/** When something that happened since then was stored of each source, epoch ms; null when that did not come in time. */
export function untilStored(page: TestPage, wanted: StoredSince): Promise<number | null> {
  return page.evaluate(async ({ trajectoryId, sinceMs, sources, but = [], timeoutMs }) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('cairn')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error ?? new Error('not opened'))
    })
    try {
      const untilMs = Date.now() + timeoutMs
      const seen = new Set<string>()
      /** How far each source had come when it was looked at: looking is no reason for the recorder to wait. */
      const lookedAt = new Map<string, number>()
      while (Date.now() < untilMs) {
        const range = IDBKeyRange.bound([trajectoryId], [trajectoryId, []])
        const reading = database.transaction('sources').objectStore('sources')
        const [keys, rows] = await Promise.all(
          [reading.getAllKeys(range), reading.getAll(range)].map(
            (request: IDBRequest) =>
              new Promise<unknown>((resolve, reject) => {
                request.onsuccess = () => resolve(request.result)
                request.onerror = () => reject(request.error ?? new Error('not read'))
              }),
          ),
        )
        for (const [i, [, sourceId]] of (keys as [string, string][]).entries()) {
          if (seen.has(sourceId) || sourceId === 'background' || but.includes(sourceId)) continue
          const lastN = (rows as { lastN: number }[])[i]?.lastN ?? 0
          if (lookedAt.get(sourceId) === lastN) continue
          lookedAt.set(sourceId, lastN)
          const isNew = await new Promise<boolean>((resolve, reject) => {
            const own = IDBKeyRange.bound([trajectoryId, sourceId, 0], [trajectoryId, sourceId, Infinity])
            const request = database.transaction('entries').objectStore('entries').openCursor(own, 'prev')
            let left = 8
            request.onsuccess = () => {
              const cursor = request.result
              if (!cursor || left-- === 0) {
                resolve(false)
                return
              }
              const { atMs, endAtMs = atMs } = (cursor.value as { entry: { atMs: number; endAtMs?: number } }).entry
              if (endAtMs >= sinceMs) resolve(true)
              else cursor.continue()
            }
            request.onerror = () => reject(request.error ?? new Error('not read'))
          })
          if (isNew) seen.add(sourceId)
        }
        if (typeof sources === 'number' ? seen.size >= sources : sources.every((sourceId) => seen.has(sourceId)))
          return Date.now()
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return null
    } finally {
      database.close()
    }
  }, wanted)
}
