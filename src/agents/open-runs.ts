import type { Announcement } from './announcement.ts'
import type { HeardRequest } from './exchange.ts'

/** Runs remembered; a page that opens more and ends none does not get more memory. */
const runLimit = 64

/** Which agent runs are open in this document, by what is announced of them. */
export interface OpenRuns {
  hear: (announcement: Announcement) => void
  /** The open run, when there is exactly one: with two, nobody knows whose an inference is. */
  only: () => HeardRequest['run']
}

export function createOpenRuns(): OpenRuns {
  const runs = new Map<string, Announcement['agent']>()
  return {
    hear({ event, runId, agent }) {
      if (event.type === 'RUN_STARTED' && runId !== null && runs.size < runLimit) runs.set(runId, agent)
      else if ((event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR') && runId !== null) runs.delete(runId)
    },
    only() {
      if (runs.size !== 1) return null
      let run: HeardRequest['run'] = null
      runs.forEach((agent, id) => {
        run = { id, agent }
      })
      return run
    },
  }
}
