import type { BackgroundContext } from './context.ts'

/** Remembers work under way, so that stopping a recording can wait for it. Nothing is lost with the worker: it is work. */
export function createInFlight(): Pick<BackgroundContext, 'track' | 'settled'> {
  const works = new Set<Promise<unknown>>()
  return {
    track(work) {
      const watched = work
        .catch((error: unknown) => console.error('cairn: something was not recorded', error))
        .finally(() => works.delete(watched))
      works.add(watched)
    },
    async settled() {
      while (works.size > 0) await Promise.all(works)
    },
  }
}
