import { killPid } from '../../support/processes.ts'
import type { Fault } from '../fault.ts'
import { dieAtWork } from '../worker-death.ts'

/**
 * The process of the extension gets SIGKILL, and its open pages go with it. The time to resume includes opening the page
 * that looks at the store.
 */
export const extensionKill: Fault = {
  name: 'extension-kill',
  in: { chromium: true, firefox: 'Firefox then takes the extension for broken and does not start it again by itself' },
  times: { quick: 2, long: 50 },
  perRecording: 10,
  pagesLive: true,
  inject: (lab, times) =>
    dieAtWork(lab, times, {
      withPages: true,
      async kill({ browser }) {
        for (const pid of await browser.backgroundPids()) await killPid(pid)
      },
    }),
}
