import { join } from 'node:path'
import { openPopup } from '../../support/popup.ts'
import type { Fault } from '../fault.ts'
import { whyNoImages } from '../image.ts'
import type { Session } from '../lab.ts'
import { inRecording } from '../recording.ts'
import { onSmallDisks } from '../small-disk.ts'

/**
 * The disk fills up while a page is at work, room is made, recording goes on, and then the browser is killed and started
 * again: only that start shows whether what was stored after the full disk is there.
 */
export const fullDisk: Fault = {
  name: 'full-disk',
  in: { chromium: whyNoImages() ?? true, firefox: whyNoImages() ?? true },
  // In the quick form it would be a fifth of it; pause.spec.ts has that nothing is written behind a failed write.
  times: { quick: 0, long: 20 },
  perRecording: 5,
  pagesLive: false,
  inject: (lab, times) =>
    onSmallDisks(times, (disk) =>
      inRecording(
        lab,
        1,
        async (session, notes) => {
          const desk = await session.openDesk('A')
          await desk.start()
          await lab.rest(1500, 3000)
          await session.acknowledge()
          await disk.fill()
          await lab.rest(2000, 6000)
          if (!(await saysFull(session))) notes.problem('the popup did not say that the disk is full')
          await disk.free()
          const sinceMs = Date.now()
          await goOn(session, desk.page)
          notes.resumed(await session.untilStored({ sinceMs, sources: 1 }))
          await lab.rest(300, 1500)
          await session.acknowledge()
          await session.browser.kill()
          session.crashed()
          await session.restart()
          await session.untilClosed()
        },
        { profile: join(disk.path, 'profile') },
      ),
    ),
}

async function saysFull(session: Session): Promise<boolean> {
  const { page } = await openPopup(session.browser)
  await page.waitFor(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false')
  const says = await page.evaluate(() => document.querySelector('[data-testid=disk-hint]') !== null)
  await page.close()
  return says
}

/** As a person does who has made room: with a button, which is there once it can be noted that the recording rests. */
async function goOn(session: Session, desk: { bringToFront: () => Promise<void> }): Promise<void> {
  const { page, press } = await openPopup(session.browser)
  await page
    .waitFor(() => document.body.innerText.includes('Go on'))
    .catch(async () => {
      throw new Error(`the popup does not offer to go on: ${await page.evaluate(() => document.body.innerText)}`)
    })
  await press('Go on')
  await page.waitFor(
    () => !document.body.innerText.includes('Go on') || document.querySelector('p[role=alert]') !== null,
  )
  const problem = await page.evaluate(() => document.querySelector('p[role=alert]')?.textContent ?? null)
  if (problem !== null) throw new Error(`the popup does not go on: ${problem}`)
  await page.close()
  await desk.bringToFront()
}
