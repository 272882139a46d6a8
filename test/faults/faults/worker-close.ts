import type { Fault } from '../fault.ts'
import { dieAtWork } from '../worker-death.ts'

/** The worker's target is closed, which ends it without the goodbye of a stop. */
export const workerClose: Fault = {
  name: 'worker-close',
  in: { chromium: true, firefox: 'no protocol closes its background' },
  times: { quick: 3, long: 100 },
  perRecording: 50,
  pagesLive: true,
  inject: (lab, times) => dieAtWork(lab, times, { kill: ({ chromium }) => chromium.closeWorker() }),
}
