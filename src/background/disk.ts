import { browser } from '#platform/browser.ts'

/** With less than this left, a browser may begin to throw databases away, and writes begin to fail. */
const leastFreeBytes = 200 * 1024 * 1024

/** Whether there is room to go on recording, by what the browser says; true where it does not say. */
export async function enoughSpace(): Promise<boolean> {
  const { quota, usage } = await navigator.storage.estimate()
  return quota === undefined || usage === undefined || quota - usage >= leastFreeBytes
}

/** Asking takes the browser a while, and a disk does not fill within this time. */
const restMs = 5000
/** How often it is looked whether there is room again, while the worker lives; the alarm wakes it after its death. */
const retryMs = 1000

/** Name of the alarm that looks whether a full disk has room again. */
export const diskAlarm = 'cairn.disk'
/** In memory of the browser: outlives the worker, and a browser that starts anew has read its database anew. */
const doubtKey = 'storeInDoubt'

/** Looks now and then, when something was stored, whether the disk is filling up; and knows when writes count. */
export interface DiskWatch {
  /** Something was stored. */
  look: () => void
  /** Storing something failed, perhaps for want of space. */
  failed: (error: unknown) => void
  /**
   * Resolves when what is written, or was just written, can be relied on; throws while it cannot. After a write failed for
   * want of space, nothing can until the store was made good: see `rotateLog`.
   */
  sound: () => Promise<void>
  /** Writes failed for want of space, and the store was not made good since. */
  inDoubt: () => Promise<boolean>
}

export interface DiskCare {
  /** A write failed for want of space. Nothing may be written now. */
  onDoubt: () => void
  /** There is too little room. */
  onFull: () => void
  /** Makes the store good after a write failed for want of space; throws when it could not. */
  makeGood: () => Promise<void>
  nowMs?: () => number
}

export function watchDisk({ onDoubt, onFull, makeGood, nowMs = () => performance.now() }: DiskCare): DiskWatch {
  let nextMs = -Infinity
  /** As known here; a worker that woke up asks once. */
  let doubt: Promise<boolean> | null = null
  let mending: Promise<void> | null = null
  let retry: ReturnType<typeof setTimeout> | undefined

  function inDoubt(): Promise<boolean> {
    doubt ??= browser.storage.session.get(doubtKey).then((known) => (known as { [doubtKey]?: true })[doubtKey] === true)
    return doubt
  }

  async function mend(): Promise<void> {
    if (!(await enoughSpace()))
      throw new Error('The disk is nearly full. Make room, or delete trajectories you have exported.')
    await makeGood()
    doubt = Promise.resolve(false)
    clearTimeout(retry)
    await Promise.all([browser.storage.session.remove(doubtKey), browser.alarms.clear(diskAlarm)])
  }

  async function sound(): Promise<void> {
    while (await inDoubt()) {
      mending ??= mend().finally(() => (mending = null))
      await mending
    }
  }

  /** Soon, whether anybody writes or not: until then a browser that ends takes everything with it. */
  function tryLater(): void {
    clearTimeout(retry)
    retry = setTimeout(() => void sound().catch(tryLater), retryMs)
  }

  return {
    look() {
      if (nowMs() < nextMs) return
      nextMs = nowMs() + restMs
      enoughSpace()
        .then((enough) => {
          if (!enough) onFull()
        })
        .catch((error: unknown) => console.error('cairn: could not ask how full the disk is', error))
    },
    failed(error) {
      if (!isForSpace(error)) return
      doubt = Promise.resolve(true)
      tryLater()
      Promise.all([
        browser.storage.session.set({ [doubtKey]: true }),
        browser.alarms.create(diskAlarm, { periodInMinutes: 0.5 }),
      ]).catch((failure: unknown) => console.error('cairn: could not note that the store is in doubt', failure))
      onDoubt()
    },
    sound,
    inDoubt,
  }
}

/** A full disk is an `UnknownError` in Chromium, among other things that are no better. */
function isForSpace(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'QuotaExceededError' || error.name === 'UnknownError')
}
