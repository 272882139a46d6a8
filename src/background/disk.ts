/** With less than this left, a browser may begin to throw databases away, and writes begin to fail. */
const leastFreeBytes = 200 * 1024 * 1024

/** Whether there is room to go on recording, by what the browser says; true where it does not say. */
export async function enoughSpace(): Promise<boolean> {
  const { quota, usage } = await navigator.storage.estimate()
  return quota === undefined || usage === undefined || quota - usage >= leastFreeBytes
}

/** Asking takes the browser a while, and a disk does not fill within this time. */
const restMs = 5000

/** Looks now and then, when something was stored, whether the disk is filling up. */
export interface DiskWatch {
  /** Something was stored. */
  look: () => void
  /** Storing something failed, perhaps for want of space. */
  failed: (error: unknown) => void
}

export function watchDisk(onFull: () => void, nowMs: () => number = () => performance.now()): DiskWatch {
  let nextMs = -Infinity
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
      if (error instanceof DOMException && error.name === 'QuotaExceededError') onFull()
    },
  }
}
