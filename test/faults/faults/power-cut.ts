import { join } from 'node:path'
import type { Fault, FaultRun } from '../fault.ts'
import { imageBytes, mountImage, whyNoImages } from '../image.ts'
import type { Lab } from '../lab.ts'
import { inRecording } from '../recording.ts'
import { addUp } from '../sum.ts'

/** The power is cut while a page is at work: the browser is started again with what had reached the disk by then. */
export const powerCut: Fault = {
  name: 'power-cut',
  in: { chromium: whyNoImages() ?? true, firefox: whyNoImages() ?? true },
  times: { quick: 1, long: 20 },
  perRecording: 5,
  pagesLive: false,
  async inject(lab, times) {
    const runs: FaultRun[] = []
    for (let time = 0; time < times; time++) runs.push(await cutOnce(lab))
    return addUp(runs)
  },
}

async function cutOnce(lab: Lab): Promise<FaultRun> {
  const image = await mountImage(imageBytes)
  const profile = join(image.path, 'profile')
  try {
    // The profile is no news to the disk, nor the extension to the profile.
    await (await lab.open({ profile })).close()
    await image.sync()
    // Reading what came of it fails when a picture or anything else that was stored cannot be read.
    return await inRecording(
      lab,
      1,
      async (session, notes) => {
        const desk = await session.openDesk('A', { calm: true })
        await desk.start()
        const hands = session.hands(desk)
        await lab.rest(2500, 6000)
        await session.acknowledge()
        await session.browser.kill()
        session.crashed()
        hands.drop()
        await image.cutPower()
        await session.restart()
        const startedAtMs = Date.now()
        await session.untilClosed()
        notes.resumed(Date.now() - startedAtMs)
      },
      { profile },
    )
  } finally {
    await image.close()
  }
}
