import { openPopup, readRecorded } from '../../support/popup.ts'
import type { Fault } from '../fault.ts'
import { damages, type Damage } from '../files.ts'
import { countEntries, fillLog, readTold } from '../held.ts'
import type { Lab, Session } from '../lab.ts'

/**
 * The files of the database are damaged while the browser is not running: what is gone must be told at the next start, and
 * the recorder must work again. An entry counts as missing when it is gone and nobody said so.
 */
export const corruption: Fault = {
  name: 'corruption',
  in: { chromium: true, firefox: true },
  times: { quick: 2, long: 14 },
  perRecording: 7,
  pagesLive: false,
  async inject(lab, times) {
    const ways = damages.filter(({ browser }) => browser === lab.browser)
    const first = Math.floor(lab.random.between(0, ways.length))
    const sum = { times, produced: 0, acknowledged: 0, missing: [] as string[], lost: [] as string[] }
    const problems: string[] = []
    for (let time = 0; time < times; time++) {
      const way = ways[(first + time) % ways.length]
      if (!way) throw new Error(`no way to damage a database of ${lab.browser}`)
      // In a profile of its own: a browser may notice the damage only minutes later.
      const session = await lab.open()
      try {
        const found = await damageOnce(lab, session, way)
        sum.produced += found.stored
        sum.acknowledged += found.stored
        sum.lost.push(...found.lost)
        sum.missing.push(...found.untold)
        problems.push(...found.problems)
      } finally {
        await session.close()
      }
    }
    return { ...sum, lostTypingMs: [], duplicated: [], resumeMs: [], problems }
  },
}

/** The ledger may lag so far behind; what is found to be gone is then exact. */
const ledgerRestMs = 2500

async function damageOnce(lab: Lab, session: Session, way: Damage) {
  // One that is finished, which Chromium has in a table, and one that goes on, which is in its log.
  await (await recordFor(lab, session)).stop()
  const finished = await popupOf(session)
  await finished.stop()
  await fillLog(finished.page)
  const desk = await recordFor(lab, session)
  await desk.stop()
  await new Promise((resolve) => setTimeout(resolve, ledgerRestMs))
  const before = await countEntries((await popupOf(session)).page)
  await session.browser.kill()
  lab.say(`  ${way.name}: ${await way.to(session.profile, lab.random)}`)
  await session.restart()
  const popup = await openPopup(session.browser)
  await readTold(popup.page)
  const after = await countEntries(popup.page)
  // What the browser itself comes upon only when it is read is told then.
  await new Promise((resolve) => setTimeout(resolve, 500))
  const told = await readTold(popup.page)
  const lost: string[] = []
  const untold: string[] = []
  for (const [id, count] of Object.entries(before)) {
    const gone = count - (after[id] ?? 0)
    if (gone <= 0) continue
    lost.push(...Array.from({ length: gone }, (_, i) => `${id} ${i + 1}`))
    if (!told.some(({ trajectoryId }) => trajectoryId === id)) untold.push(`${gone} of ${id} after ${way.name}`)
  }
  lab.say(
    `    ${lost.length} of ${Object.values(before).reduce((a, b) => a + b, 0)} entries gone; told of ${told.length}`,
  )
  const problems = await worksAgain(lab, session)
  if (way.name === 'pictures deleted' && told.length === 0) problems.push('nobody said that pictures are gone')
  return {
    stored: Object.values(before).reduce((a, b) => a + b, 0),
    lost,
    untold,
    problems: problems.map((problem) => `after ${way.name}: ${problem}`),
  }
}

async function popupOf(session: Session) {
  return openPopup(session.browser)
}

async function recordFor(lab: Lab, session: Session) {
  await session.record()
  const desk = await session.openDesk('A')
  await desk.start()
  await lab.rest(1500, 2500)
  return desk
}

/** Records, stops and exports; and everything that is still there comes out too. */
async function worksAgain(lab: Lab, session: Session): Promise<string[]> {
  try {
    const popup = await openPopup(session.browser)
    for (const told of await readTold(popup.page)) {
      await popup.press('Dismiss')
      await popup.page.waitFor((id) => document.querySelector(`[data-loss="${id}"]`) === null, told.trajectoryId)
    }
    const desk = await recordFor(lab, session)
    await desk.stop()
    await popup.page.reload()
    await popup.page.waitFor(() => document.querySelector('section[aria-label="Recording"]'))
    await popup.stop()
    await popup.judge('Yes')
    const { log } = await readRecorded(await popup.exportNewest())
    return log.length > 20 ? [] : [`only ${log.length} entries were recorded`]
  } catch (error) {
    return [`it does not work again: ${error instanceof Error ? error.message : String(error)}`]
  }
}
