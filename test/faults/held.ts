import type { TestPage } from '../support/browser-under-test.ts'

/** How many entries each trajectory has in the database, read past the recorder; empty when there is no database. */
export function countEntries(page: TestPage): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const { bucket } = await chrome.storage.local.get('bucket')
    const { storageBuckets } = navigator as unknown as {
      storageBuckets: { open: (name: unknown) => Promise<{ indexedDB: IDBFactory }> }
    }
    const factory = bucket === undefined ? indexedDB : (await storageBuckets.open(bucket)).indexedDB
    // Opening what is not there would make it.
    if (!(await factory.databases()).some(({ name }) => name === 'cairn')) return {}
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = factory.open('cairn')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error ?? new Error('not opened'))
    })
    try {
      const counts: Record<string, number> = {}
      await new Promise<void>((resolve, reject) => {
        const request = database.transaction('entries').objectStore('entries').openKeyCursor()
        request.onsuccess = () => {
          const cursor = request.result
          if (!cursor) {
            resolve()
            return
          }
          const [trajectoryId = ''] = cursor.primaryKey as string[]
          counts[trajectoryId] = (counts[trajectoryId] ?? 0) + 1
          cursor.continue()
        }
        request.onerror = () => reject(request.error ?? new Error('not read'))
      })
      return counts
    } finally {
      database.close()
    }
  })
}

/** Something that the popup says is gone. */
export interface Told {
  trajectoryId: string
  text: string
}

/** Waits until the background has held the database against its ledger, and reads what the popup says of it. */
export async function readTold(popup: TestPage): Promise<Told[]> {
  await popup.waitFor(async () => {
    return (await chrome.storage.session.get('storeLookedAt')).storeLookedAt === true
  })
  await popup.reload()
  await popup.waitFor(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false')
  return popup.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-loss]')].map((item) => ({
      trajectoryId: item.dataset.loss ?? '',
      text: item.innerText,
    })),
  )
}

/** Writes so much beside the recordings that Chromium makes a table of its log. */
export function fillLog(page: TestPage): Promise<void> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('filling', 1)
      opening.onupgradeneeded = () => opening.result.createObjectStore('rows')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error ?? new Error('not opened'))
    })
    for (let key = 0; key < 200; key++)
      await new Promise<void>((resolve, reject) => {
        const transaction = database.transaction('rows', 'readwrite')
        transaction.objectStore('rows').put(crypto.getRandomValues(new Uint8Array(50_000)), key)
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => reject(transaction.error ?? new Error('not written'))
      })
    database.close()
  })
}
