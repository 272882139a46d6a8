import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replayTrajectory } from '#replay/replay.ts'
import type { ReplayReport } from '#replay/report.ts'
import { buildGallery } from '../gallery/build.ts'
import { missing } from '../gallery/expectation.ts'
import { gallery } from '../gallery/registry.ts'
import type { GalleryApp } from '../gallery/app.ts'
import type { BrowserUnderTest } from '../support/browser-under-test.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, readRecorded, tell, type Popup } from '../support/popup.ts'

let browser: BrowserUnderTest
let built: Awaited<ReturnType<typeof buildGallery>>
let pages: Pages
let popup: Popup
const files = new Map<string, string>()
const reports = new Map<string, ReplayReport>()

beforeAll(async () => {
  ;[browser, built] = await Promise.all([launchBrowser(), buildGallery()])
  pages = await servePages(built.dir)
  popup = await openPopup(browser)
})
afterAll(async () => {
  console.log(tableOf(reports, browser.name))
  await browser.close()
  await pages.close()
  await built.remove()
})

/** Records the session of an app in a tab of its own; resolves with the exported file. */
async function record(app: GalleryApp): Promise<string> {
  const page = await browser.newPage(pages.url(`/${app.name}/page.html`))
  await popup.record(app.name)
  await page.bringToFront()
  try {
    await app.session(page)
    await app.reached(page)
  } finally {
    // The next app must find the recorder idle.
    await popup.stop()
    await popup.judge('Yes')
  }
  const file = await popup.exportNewest()
  await page.close()
  return file
}

/** What came of each app, for people to read. */
function tableOf(reports: ReadonlyMap<string, ReplayReport>, recordedIn: string): string {
  const rows = [['app', 'actions', 'matched', 'healed', 'failed', 'state agrees']]
  for (const { name } of gallery) {
    const report = reports.get(name)
    if (!report) rows.push([name, 'not replayed'])
    else {
      const { matched, healed, failed } = report.counts
      rows.push([
        name,
        ...[report.actions.length, matched, healed, failed].map(String),
        report.final.agrees ? 'yes' : 'NO',
      ])
    }
  }
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(12) : cell.padStart(8))).join(' '),
  )
  return [`Recorded in ${recordedIn}, replayed in Chromium:`, ...lines].join('\n')
}

const each = gallery.map((app) => ({ app, name: app.name }))

describe('the gallery', () => {
  it.each(each)('$name is recorded as it was used', async ({ app }) => {
    const file = await record(app)
    files.set(app.name, file)
    const { actions } = await readRecorded(file)
    expect(missing(app.expected, actions), `recorded:\n${actions.map(tell).join('\n')}`).toEqual([])
  })

  it.each(each)('$name ends the same when it is replayed from its bundle', async ({ name }) => {
    const report = await replayTrajectory(files.get(name) ?? '')
    reports.set(name, report)
    const failed = report.actions.filter(({ result }) => result === 'failed')
    expect({ failed, differences: report.final.differences }).toEqual({ failed: [], differences: [] })
    expect(report.final.agrees).toBe(true)
  })
})
