import type { Fault } from '../fault.ts'
import type { Session } from '../lab.ts'
import { inRecording } from '../recording.ts'

/** The extension is reloaded, as an update does. What the pages did until it is back is told by a gap. */
export const extensionReload: Fault = {
  name: 'extension-reload',
  in: { chromium: true, firefox: true },
  times: { quick: 1, long: 20 },
  perRecording: 5,
  pagesLive: false,
  inject: (lab, times) =>
    inRecording(lab, times, async (session, notes) => {
      if (lab.browser === 'chromium') await switchOnDeveloperMode(session)
      const desk = await session.openDesk('A')
      await desk.start()
      const hands = session.hands(desk)
      for (let time = 0; time < times; time++) {
        await lab.rest(1000, 3000)
        const { desks: but } = await session.acknowledge()
        const sinceMs = Date.now()
        session.crashed()
        await session.inExtension(() => {
          // Not in this turn: the driver waits for an answer.
          setTimeout(() => ((globalThis as { browser?: typeof chrome }).browser ?? chrome).runtime.reload(), 10)
        })
        await lab.rest(100, 101)
        await session.reopenStore()
        const ms = await session.untilStored({ sinceMs, sources: 1, but })
        if (ms !== null) {
          notes.resumed(ms)
          continue
        }
        // It may end as one that was cut off, but never go on without anything being recorded.
        const { status } = await session.untilClosed()
        if (status !== 'interrupted') notes.problem(`it was closed as ${status}`)
        break
      }
      await hands.stop()
      await desk.stop()
    }),
}

/** Without it Chromium leaves an unpacked extension switched off after a reload. */
async function switchOnDeveloperMode({ browser }: Session): Promise<void> {
  const page = await browser.newPage('chrome://extensions')
  await page.evaluate(async () => {
    const { developerPrivate } = chrome as unknown as {
      developerPrivate: { updateProfileConfiguration: (update: object) => Promise<void> }
    }
    await developerPrivate.updateProfileConfiguration({ inDeveloperMode: true })
  })
  await page.close()
}
