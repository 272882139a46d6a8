import type { Fault } from '../fault.ts'
import { dieAtWork } from '../worker-death.ts'

/** The browser stops the background, as it may do at any moment. */
export const workerStop: Fault = {
  name: 'worker-stop',
  in: { chromium: true, firefox: true },
  times: { quick: 10, long: 1000 },
  perRecording: 50,
  pagesLive: true,
  inject: (lab, times) => dieAtWork(lab, times, { kill: ({ browser }) => browser.stopBackground() }),
}
