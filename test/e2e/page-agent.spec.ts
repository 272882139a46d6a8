import { getRequestListener } from '@hono/node-server'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentEntry } from '#trajectory/agent.ts'
import { unheardRequests } from '#trajectory/unheard.ts'
import type { AnswerStep, Script, ScriptAction } from '../../demo/model-script.ts'
import { createModelServer } from '../../demo/model-server.ts'
import type { BrowserUnderTest } from '../support/browser-under-test.ts'
import { asAgent } from '../support/cast.ts'
import { launchBrowser } from '../support/launch.ts'
import { pause } from '../support/studio.ts'
import { openPopup, readRecorded, tell, type Recorded } from '../support/popup.ts'

/** What the package's script for content delivery networks puts on the window. */
interface PageWithAgent {
  pageAgent?: { status: string; execute: (task: string) => Promise<unknown> }
}
declare const window: Window & typeof globalThis & PageWithAgent

const step = (action: ScriptAction): AnswerStep => ({
  evaluation: 'Success.',
  memory: 'There is an order.',
  nextGoal: 'The next field.',
  action,
})
const click = (what: string): AnswerStep =>
  step({ tool: 'click_element_by_index', on: new RegExp(`^<\\w+ [^>]*id=${what}\\b`) })
const write = (what: string, text: string): AnswerStep =>
  step({ tool: 'input_text', on: new RegExp(`^<\\w+ [^>]*id=${what}\\b`), text })
const done = step({ tool: 'done', text: 'Done.', success: true })

/** What the model answers to each task. */
const scripts: Record<string, Script> = {
  'Count once': [
    { fail: { status: 500, message: 'Overloaded.' } },
    step({ tool: 'ask_user', question: 'Which button?' }),
    click('count'),
    done,
  ],
  'Count in vain': [{ fail: { status: 401, message: 'No such key.' } }, done],
  Order: [
    write('name', 'Ada'),
    step({ tool: 'select_dropdown_option', on: /^<select /, text: 'Medium' }),
    click('gift'),
    write('letter', 'Dear Ada'),
    click('extra'),
    step({ tool: 'scroll', down: true, pages: 3 }),
    click('send'),
    step({ tool: 'wait', seconds: 9 }),
  ],
  'Go on at /sent.html': [click('terms'), step({ tool: 'wait', seconds: 9 })],
  'Go on at /terms.html': [done],
}

/** Documents that a task leads to. They come when it has begun to wait for them, so that it dies in the middle of that. */
const leaving: Record<string, string> = { '/sent.html': 'Order', '/terms.html': 'Go on at /sent.html' }

const apiKey = 'key-of-the-page-agent-spec'
const panelInput = '#page-agent-runtime_agent-panel input[type=text]'
const model = createModelServer({ script: (task) => scripts[task]!, model: 'scripted', apiKey })

let browser: BrowserUnderTest
let server: Server
let recorded: Recorded

beforeAll(async () => {
  ;[browser, server] = await Promise.all([launchBrowser(), serve()])
  const popup = await openPopup(browser)
  await popup.record('Order with help')
  await asAgent(workTogether)
  await popup.stop()
  await popup.judge('Yes')
  recorded = await readRecorded(await popup.exportNewest())
})
afterAll(async () => {
  await browser.close()
  server.close()
})

/** Pages, the package's own script, and the model, on one origin. */
function serve(): Promise<Server> {
  let misspelt = false
  const listener = getRequestListener(async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/v1/')) {
      const answer = await model.fetch(request)
      const text = await answer.text()
      // Once, it calls a tool that does not exist. It has been paid for all the same.
      const wrong = misspelt ? text : text.replace('click_element_by_index', 'touch_element_by_index')
      misspelt ||= wrong !== text
      return new Response(wrong, { status: answer.status, headers: { 'content-type': 'application/json' } })
    }
    const left = leaving[pathname]
    if (left !== undefined) await isWaiting(left)
    const file =
      pathname === '/page-agent.demo.js'
        ? 'node_modules/page-agent/dist/iife/page-agent.demo.js'
        : join('test/fixtures/page-agent', pathname)
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html'
    const bytes = await readFile(file).catch(() => null)
    return bytes ? new Response(bytes, { headers: { 'content-type': type } }) : new Response(null, { status: 404 })
  })
  const made = createServer((request, response) => void listener(request, response))
  return new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)))
}

async function isWaiting(task: string): Promise<void> {
  const last = scripts[task]!.length
  const isAsked = (): boolean =>
    model.requests.some(({ instruction, stepNumber }) => instruction === task && stepNumber === last)
  while (!isAsked() && server.listening) await pause(20)
  await pause(500)
}

async function workTogether(): Promise<void> {
  const page = await browser.newPage(`http://127.0.0.1:${(server.address() as AddressInfo).port}/order.html`)
  await page.bringToFront()
  const ended = (status: string): Promise<void> => page.waitFor((status) => window.pageAgent?.status === status, status)
  await page.type(panelInput, 'Count once')
  await page.press('Enter')
  await page.waitFor(() => document.querySelector('#page-agent-runtime_agent-panel [data-temp-card]'))
  await page.type(panelInput, 'The one that counts')
  await page.press('Enter')
  await ended('completed')
  await page.evaluate(() => void window.pageAgent!.execute('Count in vain'))
  await ended('error')
  await page.evaluate(() => void window.pageAgent!.execute('Order'))
  await page.waitFor(() => location.pathname === '/terms.html' && window.pageAgent?.status === 'completed')
}

const agentEntries = (): AgentEntry[] => recorded.log.filter((entry) => entry.kind === 'agent')
/** What page-agent itself was heard to say during one task. */
function toldOf(task: string): AgentEntry[] {
  const told = agentEntries().filter(({ channel }) => channel === 'page-agent@1')
  const start = told.find(
    ({ event }) => event.type === 'RUN_STARTED' && JSON.stringify(event.input).includes(JSON.stringify(task)),
  )
  return told.filter(({ runId }) => runId === start!.runId)
}
const custom = (entries: AgentEntry[], name: string): unknown[] =>
  entries.filter(({ event }) => event.name === `recorder.${name}`).map(({ event }) => event.value)

describe('page-agent, from the script for content delivery networks', () => {
  it('does all it can do to a page, in a frame too, and none of it is taken for the person', () => {
    const did = recorded.actions.filter(({ surface, name }) => surface === 'page' && !/pointer_path|hover/.test(name))
    expect(did.map(tell)).toEqual([
      'agent click button "Count"',
      'agent click textbox "Full name"',
      'agent fill textbox "Full name" = Ada',
      'agent select_option combobox "Size" = Medium',
      'agent check checkbox "It is a gift"',
      'agent click textbox "Letter"',
      'agent fill textbox "Letter" = Dear Ada',
      'agent click button "Add a ribbon"',
      'agent scroll',
      'agent click button "Send the order"',
      'agent submit form ""',
      'agent click link "Terms of delivery"',
    ])
    // The call was heard in the document above it.
    const ribbon = did.find(({ target }) => target?.name === 'Add a ribbon')!
    const call = toldOf('Order').filter(({ event }) => event.type === 'TOOL_CALL_START')[4]!
    expect(ribbon.frameId).not.toBe(call.frameId)
    expect(ribbon.attribution).toMatchObject({
      method: 'synthetic-in-run',
      evidence: { runId: call.runId, toolCallId: call.event.toolCallId },
    })
    expect(recorded.steps.find(({ actionIds }) => actionIds.includes(ribbon.id))?.toolCall?.name).toBe(
      'click_element_by_index',
    )
  })

  it('asks its person: the question is an interrupt of the call, the answer in its panel resumes it', () => {
    const told = toldOf('Count once')
    const call = told.find(({ event }) => event.toolCallName === 'ask_user')!.event
    const id = `${String(call.toolCallId)}:question`
    expect(custom(told, 'interrupt')).toEqual([
      { id, reason: 'ask_user', message: 'Which button?', toolCallId: call.toolCallId },
    ])
    expect(custom(told, 'resume')).toEqual([
      { interruptId: id, status: 'resolved', payload: { answer: 'The one that counts' } },
    ])
    const inPanel = recorded.actions.filter(({ surface, name }) => surface === 'agent-ui' && name !== 'hover')
    const [task, answer] = ['Enter new task, describe steps in detail', 'Please answer the question above'].map(
      (label) => `textbox "${label}, press Enter to submit"`,
    )
    expect(inPanel.map(tell)).toEqual([
      `human click ${task}`,
      `human fill ${task} = Count once`,
      `human press ${task} Enter`,
      `human click ${answer}`,
      `human fill ${answer} = The one that counts`,
      `human press ${answer} Enter`,
    ])
    // What the person did meanwhile belongs to no call.
    expect(inPanel.slice(3).map(({ attribution }) => attribution.evidence.toolCallId)).toEqual(Array(3).fill(undefined))
  })

  it('has its failed model calls and its retries told', () => {
    const told = toldOf('Count once')
    expect(custom(told, 'retry')).toEqual([
      { attempt: 1, maxAttempts: 2 },
      { attempt: 1, maxAttempts: 2 },
    ])
    const raw = told.filter(({ event }) => event.type === 'RAW').map(({ event }) => event.event)
    expect(raw).toEqual([
      { type: 'observation', content: expect.stringMatching(/^Page navigated to .*\/order\.html$/) as string },
      { type: 'error', message: 'InvokeError: Server error: Overloaded.' },
      { type: 'error', message: expect.stringContaining('Unknown action "touch_element_by_index"') as string },
    ])
    expect(told.at(-1)!.event).toMatchObject({ type: 'RUN_FINISHED', result: { success: true } })
    const fatal = toldOf('Count in vain')
    expect(custom(fatal, 'retry')).toEqual([])
    expect(fatal.at(-1)!.event).toMatchObject({
      type: 'RUN_ERROR',
      message: 'InvokeError: Authentication failed: No such key.',
    })
    const failed = agentEntries().filter(
      ({ event }) => (event.value as Record<string, unknown> | undefined)?.['error.type'],
    )
    expect(failed.map(({ event, runId }) => [runId, event.value])).toEqual([
      [told[0]!.runId, expect.objectContaining({ 'http.response.status_code': 500 })],
      [fatal[0]!.runId, expect.objectContaining({ 'http.response.status_code': 401 })],
    ])
  })

  it('has tokens that are those the model server counted, of answers it could not use too', () => {
    const { answers, promptTokens, completionTokens, totalTokens, cachedTokens } = model.totals()
    expect(unheardRequests(recorded.log)).toEqual([])
    expect(recorded.header.policies).toEqual([
      expect.objectContaining({
        model: 'scripted-2026-11-01',
        inferences: answers,
        usage: expect.objectContaining({ promptTokens, completionTokens, totalTokens, cachedTokens }) as object,
      }),
    ])
  })

  it.each([
    ['a form', 'Order', 'Go on at /sent.html'],
    ['a link', 'Go on at /sent.html', 'Go on at /terms.html'],
  ])('dies with the document it leaves by %s, in the middle of a call, and goes on in the next', (_by, task, rest) => {
    const [told, after] = [toldOf(task), toldOf(rest)]
    expect(told.at(-1)).toMatchObject({
      provenance: 'inferred',
      event: { type: 'TOOL_CALL_RESULT', metadata: { ok: false, error: 'navigated' } },
    })
    expect(after[0]!.event.type).toBe('RUN_STARTED')
    expect(after[0]!.tabId).toBe(told[0]!.tabId)
    expect(after[0]!.documentId).not.toBe(told[0]!.documentId)
    expect(after[0]!.atMs).toBeGreaterThan(told.at(-1)!.atMs)
  })

  it('never has its key given away, though it stands in the address of its script', () => {
    expect(recorded.text).not.toContain(apiKey)
  })
})
