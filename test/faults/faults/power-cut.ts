import { join } from 'node:path'
import { killAtWork } from '../browser-death.ts'
import type { Fault } from '../fault.ts'
import { whyNoImages } from '../image.ts'
import { inRecording } from '../recording.ts'
import { onSmallDisks } from '../small-disk.ts'

/** The power is cut while a page is at work: the browser is started again with what had reached the disk by then. */
export const powerCut: Fault = {
  name: 'power-cut',
  in: { chromium: whyNoImages() ?? true, firefox: whyNoImages() ?? true },
  times: { quick: 1, long: 20 },
  perRecording: 5,
  pagesLive: false,
  inject: (lab, times) =>
    onSmallDisks(times, async (disk) => {
      const profile = join(disk.path, 'profile')
      // The profile is no news to the disk, nor the extension to the profile.
      await (await lab.open({ profile })).close()
      await disk.sync()
      // Reading what came of it fails when a picture or anything else that was stored cannot be read.
      return inRecording(
        lab,
        1,
        async (session, notes) => {
          await killAtWork(lab, session, [2500, 6000])
          await disk.cutPower()
          await session.restart()
          const startedAtMs = Date.now()
          await session.untilClosed()
          notes.resumed(Date.now() - startedAtMs)
        },
        { profile },
      )
    }),
}
