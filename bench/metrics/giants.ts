import type { BrowserContext, CDPSession, Page } from 'playwright'
import { median, type Row } from '../row.ts'
import type { Family } from './family.ts'

/** Everything is written out, sent and acknowledged by then. */
const tailMs = 4000
const putChars = 10_000_000

/** Something larger than a page should have; `run` resolves when the page has done its part. */
interface Giant {
  id: string
  what: string
  nodes: number
  /** Of mutations, which cost the page something as soon as anybody observes them, whatever is done then. */
  isFlood?: true
  run: (page: Page) => Promise<void>
}

const giants: readonly Giant[] = [
  {
    id: 'G1',
    what: '10 MB put into a text field, and three keys typed behind it',
    nodes: 500,
    run: (page) => putInto(page, 'textarea'),
  },
  {
    id: 'G2',
    what: '1 MB put into a rich editor, and three keys typed behind it',
    nodes: 500,
    run: (page) => putInto(page, 'div'),
  },
  {
    id: 'G3',
    what: 'three clicks on a page of 100,000 nodes',
    nodes: 100_000,
    async run(page) {
      for (const i of [1, 2, 3]) {
        await page.locator(`#cell-${i}`).click()
        await page.waitForTimeout(700)
      }
    },
  },
  {
    id: 'G4',
    what: '200,000 mutations at once: attributes and texts of a page of 20,000 nodes',
    nodes: 20_000,
    isFlood: true,
    run: (page) =>
      inTask(page, () => {
        const rows = [...document.querySelectorAll<HTMLElement>('.row')]
        for (let i = 0; i < 200_000; i++) {
          const row = rows[i % rows.length]
          const text = row?.querySelector('b')?.firstChild
          if (i % 2 === 0 && row) row.dataset.state = String(i)
          else if (text) text.nodeValue = String(i)
        }
      }),
  },
  {
    id: 'G5',
    what: '200,000 mutations at once: nodes added',
    nodes: 500,
    isFlood: true,
    run: (page) =>
      inTask(page, () => {
        const list = document.querySelector('#list')
        for (let i = 0; i < 200_000; i++) list?.append(document.createElement('i'))
      }),
  },
]

/** The longest task of a page that meets a giant, with and without the recorder. */
export const giantsFamily: Family = {
  name: 'giants',
  async measure({ arms: openArms, server, reps, say }) {
    const { plain, recorder } = await openArms()
    await recorder.start({ instruction: 'Giants' })
    const rows: Row[] = []
    for (const { id, what, nodes, isFlood, run } of giants) {
      const base = isFlood ? 'an observer that does nothing' : 'none'
      const longest: { base: number[]; cairn: number[] }[] = []
      for (let rep = 0; rep < reps; rep++)
        longest.push({
          base: await tasksOf(plain, server.page(nodes), run, isFlood && observe),
          cairn: await tasksOf(recorder.context, server.page(nodes), run),
        })
      const most = (arm: 'base' | 'cairn'): number[] => longest.map((tasks) => Math.max(0, ...tasks[arm]))
      for (const { base: alone, cairn } of longest) say(`  ${id} ${base} ${shown(alone)} | cairn ${shown(cairn)}`)
      rows.push({
        id,
        what: `longest task: ${what}: Cairn / ${base}`,
        baselines: { [base]: median(most('base')), cairn: median(most('cairn')) },
        unit: 'ms CPU; 0 is less than 10',
        ratios: most('cairn').map((ms, i) => ms / Math.max(10, most('base')[i] ?? 0)),
        target: null,
      })
    }
    await recorder.stop()
    return rows
  },
}

/** Those that are long, or the longest. */
function shown(tasks: readonly number[]): string {
  const most = Math.max(0, ...tasks)
  return tasks.flatMap((ms) => (ms >= Math.min(50, most) ? ms.toFixed(0) : [])).join(' ') || '-'
}

/** The least there is to a recorder: an observer in a world of its own, told what the DOM stream needs. */
async function observe(session: CDPSession): Promise<void> {
  const { frameTree } = await session.send('Page.getFrameTree')
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
  const options =
    '{ attributes: true, attributeOldValue: true, characterData: true, characterDataOldValue: true, childList: true, subtree: true }'
  await session.send('Runtime.evaluate', {
    contextId: executionContextId,
    expression: `new MutationObserver(() => {}).observe(document, ${options})`,
  })
}

/** CPU times of all tasks of the page's main thread that took more than 10 ms, in ms. */
async function tasksOf(
  context: BrowserContext,
  url: string,
  run: Giant['run'],
  prepare?: (session: CDPSession) => Promise<void>,
): Promise<number[]> {
  const page = await context.newPage()
  await page.goto(url)
  await page.evaluate(() => {
    for (const tag of ['textarea', 'div']) {
      const field = document.createElement(tag)
      field.id = `giant-${tag}`
      if (tag === 'div') field.contentEditable = 'true'
      field.style.cssText = 'display:block;height:40px;width:300px;overflow:auto;position:relative'
      document.body.prepend(field)
    }
  })
  // The snapshot, which may take as long as it takes, is over.
  await page.waitForTimeout(tailMs)
  const session = await context.newCDPSession(page)
  await prepare?.(session)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline'] },
  })
  await run(page)
  await page.waitForTimeout(tailMs)
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await complete
  await page.close()
  const started = events.find(({ name }) => name === 'TracingStartedInBrowser')
  const pid = started?.args?.data?.frames?.find((frame) => frame.url === url)?.processId
  const main = events.find(
    (event) => event.name === 'thread_name' && event.pid === pid && event.args?.name === 'CrRendererMain',
  )
  if (!main) throw new Error('the trace does not tell which thread is the page')
  return events.flatMap(({ name, pid, tid, tdur = 0 }) =>
    name === 'RunTask' && pid === main.pid && tid === main.tid && tdur > 10_000 ? [tdur / 1000] : [],
  )
}

/** An event of the browser's trace, as far as it is read here; times in microseconds. */
interface TraceEvent {
  name: string
  pid: number
  tid: number
  /** Time on the thread. */
  tdur?: number
  args?: { name?: string; data?: { frames?: { url: string; processId: number }[] } }
}

/** As an input method or a password manager puts text in: trusted, and at once. */
async function putInto(page: Page, tag: 'textarea' | 'div'): Promise<void> {
  await page.locator(`#giant-${tag}`).click()
  const chars = tag === 'textarea' ? putChars : putChars / 10
  await page.keyboard.insertText('Some words, and 1234 5678 in between. '.repeat(chars / 38))
  for (const key of 'abc') {
    await page.waitForTimeout(1000)
    await page.keyboard.press(key)
  }
}

/** In a task of the page: the driver's tasks do not count as the page's. */
function inTask(page: Page, run: () => void): Promise<void> {
  return page.evaluate(`new Promise((resolve) => setTimeout(() => { (${String(run)})(); resolve() }))`)
}
