import process from 'node:process'
import type { Fault } from '../fault.ts'
import { dieAtWork } from '../worker-death.ts'

/** The process of the extension stands still for longer than acknowledgements are waited for, and then goes on. */
export const workerHang: Fault = {
  name: 'worker-hang',
  in: { chromium: true, firefox: true },
  times: { quick: 1, long: 20 },
  perRecording: 10,
  pagesLive: true,
  inject: (lab, times) =>
    dieAtWork(lab, times, {
      lasts: true,
      async kill({ browser }) {
        const pids = await browser.backgroundPids()
        for (const pid of pids) process.kill(pid, 'SIGSTOP')
        await lab.rest(2500, 5000)
        for (const pid of pids) process.kill(pid, 'SIGCONT')
      },
    }),
}
