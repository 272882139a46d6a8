import { getRequestListener } from '@hono/node-server'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#trajectory/action.ts'
import type { AnswerStep, Script, ScriptAction } from '../../demo/model-script.ts'
import { createModelServer } from '../../demo/model-server.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { asAgent } from '../support/cast.ts'
import { launchBrowser } from '../support/launch.ts'
import { pause } from '../support/studio.ts'
import { openPopup, readRecorded, tell, type Recorded } from '../support/popup.ts'

/** What the fixture page puts on its window. */
interface PageWithAgent {
  ask: (task: string) => void
  agent: { status: string; stop: () => unknown }
}
declare const window: Window & typeof globalThis & PageWithAgent

const step = (action: ScriptAction): AnswerStep => ({
  evaluation: 'Success.',
  memory: 'A form is to be filled in.',
  nextGoal: 'The next field.',
  action,
})
const type = (id: string, text: string): ScriptAction => ({ tool: 'input_text', on: new RegExp(`id=${id}\\b`), text })
const done: ScriptAction = { tool: 'done', text: 'Done.', success: true }

/** What the model answers to each task. */
const scripts: Record<string, Script> = {
  'Write the name': [step(type('name', 'First try')), step(done)],
  'Go on for long': [step({ tool: 'wait', seconds: 1 }), step({ tool: 'wait', seconds: 9 })],
  'Write the rest': [
    step(type('notes', 'Leave it')),
    step(type('quantity', '3')),
    step(type('town', 'Paris')),
    step(done),
  ],
}

let browser: BrowserUnderTest
let server: Server
let dir: string
let recorded: Recorded
/** How often the model was asked, and how often it may answer: it thinks for as long as the person acts. */
let [asked, mayAnswer] = [0, Infinity]

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-takeover-'))
  await cp('test/fixtures/takeover', dir, { recursive: true })
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: dir,
      emptyOutDir: false,
      minify: false,
      lib: { entry: join(dir, 'page.js'), formats: ['es'], fileName: () => 'page.js' },
    },
    // Outside of the repository there are no packages to be found.
    resolve: { alias: { 'page-agent': join(process.cwd(), 'node_modules/page-agent') } },
  })
  server = await serve()
  browser = await launchBrowser()
  const popup = await openPopup(browser)
  // Its agent is there before the recording begins.
  const masked = await open('/page.html')
  await popup.record('Fill in a form together')
  await asAgent(() => withMask(masked))
  await asAgent(withoutMask)
  await popup.stop()
  await popup.judge('Yes')
  recorded = await readRecorded(await popup.exportNewest())
})
afterAll(async () => {
  await browser.close()
  server.close()
  await rm(dir, { recursive: true, force: true })
})

/** The page and the model its agent asks, on one origin. */
function serve(): Promise<Server> {
  const script = (task: string): Script => scripts[task]!
  const model = createModelServer({ script, model: 'scripted', apiKey: 'takeover-key' })
  const listener = getRequestListener(async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/v1/')) {
      const turn = ++asked
      while (turn > mayAnswer) await pause(20)
      return model.fetch(request)
    }
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html'
    const bytes = await readFile(join(dir, pathname)).catch(() => null)
    return bytes ? new Response(bytes, { headers: { 'content-type': type } }) : new Response(null, { status: 404 })
  })
  const made = createServer((request, response) => void listener(request, response))
  return new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)))
}

async function open(path: string): Promise<TestPage> {
  const page = await browser.newPage(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  await page.bringToFront()
  await page.waitFor(() => document.documentElement.dataset.ready === 'yes')
  return page
}

const holds = (page: TestPage, id: string, text: string): Promise<void> =>
  page.waitFor(({ id, text }) => document.querySelector<HTMLInputElement>(`#${id}`)!.value === text, { id, text })
const ended = (page: TestPage): Promise<void> => page.waitFor(() => window.agent.status !== 'running')

/** The person clicks where the mask is, and types into the field that the agent has left in focus. */
async function withMask(page: TestPage): Promise<void> {
  await page.bringToFront()
  mayAnswer = asked + 1
  await page.evaluate(() => window.ask('Write the name'))
  await holds(page, 'name', 'First try')
  const box = await page.boxOf('#count')
  await page.mouse.move(box.x + 5, box.y + 5)
  await page.mouse.down()
  await page.mouse.up()
  await page.press('End')
  await page.keys(' human')
  mayAnswer = Infinity
  await ended(page)
  await page.press('Tab')
  // Stopped, and asked again.
  await page.evaluate(() => window.ask('Go on for long'))
  await page.waitFor(() => window.agent.status === 'running')
  await page.evaluate(() => void window.agent.stop())
  await ended(page)
}

async function withoutMask(): Promise<void> {
  const page = await open('/page.html?mask=off')
  await page.type('#town', 'Par')
  mayAnswer = asked + 2
  await page.evaluate(() => window.ask('Write the rest'))
  await holds(page, 'quantity', '3')
  await page.type('#notes', ' please')
  await page.click('#quantity')
  await page.press('a', { withKey: 'Control' })
  await page.keys('2')
  await page.click('#count')
  mayAnswer = Infinity
  await holds(page, 'town', 'Paris')
  await ended(page)
}

const did = (surface: Action['surface']): Action[] =>
  recorded.actions.filter((action) => action.surface === surface && !['pointer_path', 'hover'].includes(action.name))

describe('a person who takes over from page-agent', () => {
  it('is told apart from it, and what both wrote into one field is mixed', () => {
    expect(did('page').map(tell)).toEqual([
      'agent click textbox "Full name"',
      'agent fill textbox "Full name" = First try',
      'mixed fill textbox "Full name" = First try human',
      'human press textbox "Full name" Tab',
      'human click textbox "Town"',
      'human fill textbox "Town" = Par',
      'agent click textbox "Notes"',
      'agent fill textbox "Notes" = Leave it',
      'agent click textbox "Quantity"',
      'agent fill textbox "Quantity" = 3',
      'human click textbox "Notes"',
      'mixed fill textbox "Notes" = Leave it please',
      'human click textbox "Quantity"',
      'human press textbox "Quantity" Control+A',
      // Nothing of the agent's is left in it.
      'human fill textbox "Quantity" = 2',
      'human click button "Count"',
      'agent click textbox "Town"',
      'mixed fill textbox "Town" = Paris',
    ])
    // What was clicked at lay behind the mask.
    expect(did('agent-ui').map(({ actor, name }) => `${actor} ${name}`)).toEqual(['human click'])
  })

  it('has it said of each mixed fill who typed it, and whose text was there', () => {
    const fills = did('page').filter(({ name }) => name === 'fill')
    const mixed = fills.filter(({ actor }) => actor === 'mixed')
    expect(mixed.map(({ attribution: { evidence } }) => [evidence.isTrusted, evidence.editors])).toEqual([
      [true, ['agent']],
      [true, ['agent']],
      [false, ['human']],
    ])
    for (const { target, attribution } of mixed) {
      const [first] = fills.filter((fill) => fill.target?.name === target?.name)
      expect(attribution.method).toBe('editors')
      expect(attribution.evidence.editorIds).toEqual([first!.id])
    }
  })
})

describe('page-agent', () => {
  const runs = () =>
    recorded.log
      .filter((entry) => entry.kind === 'agent')
      .filter(({ channel, event }) => channel === 'page-agent@1' && /^RUN_/.test(event.type))

  it('is heard also where it was there before the recording, and that is said', () => {
    expect(runs().map(({ event, late }) => `${event.type}${late ? ', late' : ''}`)).toEqual([
      'RUN_STARTED, late',
      'RUN_FINISHED, late',
      'RUN_STARTED, late',
      'RUN_FINISHED, late',
      'RUN_STARTED',
      'RUN_FINISHED',
    ])
  })

  it('has a run that was asked for after another linked to it, and a run that was stopped marked as such', () => {
    const [first, , again, stopped, elsewhere] = runs()
    expect(again!.runId).not.toBe(first!.runId)
    expect(again!.event).toMatchObject({ parentRunId: first!.runId, threadId: first!.event.threadId })
    expect(again!.event.input).toMatchObject({ messages: [{ role: 'user', content: 'Go on for long' }] })
    expect(stopped!.event).toMatchObject({ runId: again!.runId, outcome: { type: 'cancelled' } })
    expect(first!.event).not.toHaveProperty('parentRunId')
    expect(elsewhere!.event).not.toHaveProperty('parentRunId')
  })
})
