import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { readRecorded } from '../../test/support/popup.ts'
import { openCpuMeter } from '../cpu.ts'
import type { Row } from '../row.ts'
import type { Family } from './family.ts'

const tabs = 3
const pagesPerTab = 10
/** Clicks and fills on each of the 30 pages; a fill is a click into the field and the text. */
const clicksPerPage = 55
const fillsPerPage = 6
/** Clicks beyond that on the last page, whose memory is compared before and after. */
const extraClicks = 800

/**
 * A session of 2,000 actions and more over 30 pages and 3 tabs: the page's own book is held against the log, and the
 * memory of a page against what it was 1,800 actions earlier.
 */
export const longSession: Family = {
  name: 'long-session',
  async measure({ arms: openArms, server, say }) {
    const { recorder } = await openArms()
    await recorder.start({ instruction: 'A long session' })
    const pages: Page[] = []
    for (let tab = 0; tab < tabs; tab++) pages.push(await recorder.context.newPage())
    const booked: string[] = []
    const heaps: { actions: number; bytes: number }[] = []
    const startedAt = Date.now()
    for (let visit = 0; visit < tabs * pagesPerTab; visit++) {
      const page = pages[visit % tabs]
      if (!page) throw new Error('a tab is missing')
      const name = `visit-${visit}`
      await page.bringToFront()
      await page.goto(server.app(600, name))
      await keepBook(page)
      for (let i = 0; i < clicksPerPage; i++) await page.mouse.click(...(await cell(page, i)))
      for (let i = 0; i < fillsPerPage; i++) {
        await page.locator(`#field-${i}`).click()
        await page.keyboard.type(`${name} ${i}`)
      }
      await page.locator('#cell-59').click()
      booked.push(...(await readBook(page)))
      heaps.push({ actions: booked.length, bytes: await heapOf(page) })
    }
    const last = pages[(tabs * pagesPerTab - 1) % tabs]
    if (!last) throw new Error('a tab is missing')
    const already = (await readBook(last)).length
    for (let i = 0; i < extraClicks; i++) await last.mouse.click(...(await cell(last, i % 55)))
    booked.push(...(await readBook(last)).slice(already))
    const grown = await heapOf(last)
    const minutes = (Date.now() - startedAt) / 60_000
    await recorder.stop()

    const directory = await mkdtemp(join(tmpdir(), 'cairn-bench-long-'))
    const path = join(directory, 'long.cairn.zip')
    await recorder.export(path)
    const { actions } = await readRecorded(path)
    await rm(directory, { recursive: true, force: true })
    for (const page of pages) await page.close()
    const recorded = actions.flatMap((action) => {
      const id = action.target?.attributes.id ?? ''
      if (action.surface !== 'page') return []
      if (action.name === 'click') return [`click ${id}`]
      return action.name === 'fill' ? [`fill ${id} ${action.args.value}`] : []
    })
    const lost = without(booked, recorded)
    const invented = without(recorded, booked)
    say(`  ${booked.length} actions in the pages' books, ${recorded.length} in the log, ${minutes.toFixed(1)} minutes`)
    if (lost.length > 0 || invented.length > 0)
      throw new Error(
        `lost ${lost.length} (${lost.slice(0, 5).join('; ')}), invented ${invented.length} (${invented.slice(0, 5).join('; ')})`,
      )

    const early = heaps.find(({ actions }) => actions >= 200)
    const late = heaps.at(-1)
    if (!early || !late) throw new Error('the session was too short to compare')
    const rows: Row[] = [
      {
        id: 'L1',
        what: `page memory after ${late.actions} actions / after ${early.actions}, same kind of page`,
        baselines: { early: early.bytes / 1e6, late: late.bytes / 1e6 },
        unit: 'MB of heap after collection',
        ratios: [late.bytes / early.bytes],
        target: '1.0',
        note: `${booked.length} actions, 30 pages, 3 tabs, none lost, none invented`,
      },
      {
        id: 'L2',
        what: `memory of one page after ${extraClicks} more clicks on it / before`,
        baselines: { before: late.bytes / 1e6, after: grown / 1e6 },
        unit: 'MB of heap after collection',
        ratios: [grown / late.bytes],
        target: null,
        note: 'each click changes thirty rows and moves one; the page itself grows by nothing',
      },
    ]
    return rows
  },
}

/** A ledger of the page's own: what was clicked, and what each field held when it was left. */
async function keepBook(page: Page): Promise<void> {
  await page.evaluate(() => {
    const book: string[] = []
    Object.assign(window, { book })
    addEventListener(
      'click',
      (event) => {
        if (event.isTrusted) book.push(`click ${(event.target as Element).id}`)
      },
      true,
    )
    addEventListener(
      'change',
      ({ target }) => {
        if (target instanceof HTMLInputElement) book.push(`fill ${target.id} ${target.value}`)
      },
      true,
    )
  })
}

function readBook(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { book: string[] }).book)
}

async function cell(page: Page, index: number): Promise<[x: number, y: number]> {
  const box = await page.locator(`#cell-${index}`).boundingBox()
  if (!box) throw new Error('the board is not shown')
  return [box.x + 5, box.y + 5]
}

/** JS heap of the page's main thread, all worlds together, after a collection. */
async function heapOf(page: Page): Promise<number> {
  // What the recorder holds back and has not been told is stored must have gone first.
  await page.waitForTimeout(1500)
  const meter = await openCpuMeter(page)
  await meter.collectGarbage()
  await meter.collectGarbage()
  const { usedSize } = await meter.session.send('Runtime.getHeapUsage')
  await meter.session.detach()
  return usedSize
}

/** What stands in `all` more often than in `others`. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const item of others) left.set(item, (left.get(item) ?? 0) + 1)
  return all.filter((item) => {
    const count = left.get(item) ?? 0
    left.set(item, count - 1)
    return count <= 0
  })
}
