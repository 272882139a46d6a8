import type { Fault } from '../fault.ts'
import { inRecording } from '../recording.ts'

/** Nothing happens until the browser ends the background for being idle; then work goes on. */
export const idleDeath: Fault = {
  name: 'idle-death',
  in: { chromium: true, firefox: true },
  times: { quick: 0, long: 5 },
  perRecording: 5,
  pagesLive: true,
  inject: (lab, times) =>
    inRecording(
      lab,
      times,
      async (session, notes) => {
        const desk = await session.openDesk('A')
        for (let time = 0; time < times; time++) {
          await desk.start()
          await lab.rest(500, 1500)
          await desk.stop()
          await lab.rest(500, 600)
          const { desks: sources } = await session.acknowledge()
          const before = await session.browser.backgroundId()
          if (!(await changes(session.browser.backgroundId, before))) notes.problem('the background did not die')
          const sinceMs = Date.now()
          await desk.start()
          notes.resumed(await session.untilStored({ sinceMs, sources }))
        }
        await desk.stop()
      },
      { preferences: { 'extensions.background.idle.timeout': 2000 } },
    ),
}

/** Chromium ends a worker after half a minute. */
async function changes(ask: () => Promise<string>, before: string): Promise<boolean> {
  for (const untilMs = Date.now() + 90_000; Date.now() < untilMs;) {
    if ((await ask()) !== before) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}
