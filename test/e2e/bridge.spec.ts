import { EventSchemas } from '@ag-ui/core/schemas'
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attribute } from '#agents/attribution.ts'
import type { AnnouncedAgent } from '#agents/emitter.ts'
import type { AgentEntry } from '#trajectory/agent.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { asAgent } from '../support/cast.ts'
import { launchBrowser } from '../support/launch.ts'
import { writeNeighbour, type Neighbour } from '../support/neighbour.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { pause } from '../support/studio.ts'
import { openPopup, readRecorded, tell, type Popup, type Recorded } from '../support/popup.ts'

/** What the fixture pages put on their window. */
interface PageWithAgent {
  announce: (options: { name: string; instance?: string }) => AnnouncedAgent
  addToBasket: (product: string) => void
  hidden: HTMLElement
  runAgent: (url: string) => Promise<string>
  say: (text: unknown, target?: EventTarget) => void
  announceAs: (instance: string, seq: number, event: object, more?: object) => void
  stringify: (value: unknown) => string
}
declare const window: Window & typeof globalThis & PageWithAgent

let browser: BrowserUnderTest
let neighbour: Neighbour
let pages: Pages
let popup: Popup
let dir: string
let agUiServer: Server
/** What the scripted server answers, as AG-UI events. */
const answered = [
  { type: 'RUN_STARTED', threadId: 'thread-1', runId: 'run-1' },
  { type: 'STEP_STARTED', stepName: 'decide' },
  { type: 'REASONING_START', messageId: 'm2' },
  { type: 'REASONING_MESSAGE_START', messageId: 'm2', role: 'reasoning' },
  { type: 'REASONING_MESSAGE_CONTENT', messageId: 'm2', delta: 'There is one button.' },
  { type: 'REASONING_MESSAGE_END', messageId: 'm2' },
  { type: 'REASONING_ENCRYPTED_VALUE', subtype: 'message', entityId: 'm2', encryptedValue: 'opaque-to-everybody' },
  { type: 'REASONING_END', messageId: 'm2' },
  { type: 'TOOL_CALL_START', toolCallId: 'call-1', toolCallName: 'pick' },
  { type: 'TOOL_CALL_ARGS', toolCallId: 'call-1', delta: '{"selector":' },
  { type: 'TOOL_CALL_ARGS', toolCallId: 'call-1', delta: '"#pick"}' },
  { type: 'TOOL_CALL_END', toolCallId: 'call-1' },
  { type: 'TOOL_CALL_RESULT', messageId: 'm3', toolCallId: 'call-1', content: 'picked', role: 'tool' },
  { type: 'STEP_FINISHED', stepName: 'decide' },
  { type: 'RUN_FINISHED', threadId: 'thread-1', runId: 'run-1', outcome: { type: 'success' } },
]

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cairn-bridge-'))
  await cp('test/fixtures/bridge', dir, { recursive: true })
  await copyFile('dist/node/agent.js', join(dir, 'agent.js'))
  await writeFile(join(dir, 'example.js'), await documentedExample())
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: dir,
      emptyOutDir: false,
      minify: false,
      lib: { entry: join(dir, 'ag-ui.js'), formats: ['es'], fileName: () => 'ag-ui.js' },
    },
    // Outside of the repository there are no packages to be found.
    resolve: { alias: { '@ag-ui/client': join(process.cwd(), 'node_modules/@ag-ui/client') } },
  })
  ;[neighbour, pages, agUiServer] = await Promise.all([writeNeighbour(), servePages(dir), serveAgUi()])
  browser = await launchBrowser(neighbour)
  popup = await openPopup(browser)
})
afterAll(async () => {
  await browser.close()
  await pages.close()
  agUiServer.close()
  await neighbour.remove()
  await rm(dir, { recursive: true, force: true })
})

/** The example of docs/agents.md: what is documented must run. */
async function documentedExample(): Promise<string> {
  const match = /<!-- test\/e2e\/bridge\.spec\.ts runs this\. -->\s+```js\n([\s\S]*?)```/.exec(
    await readFile('docs/agents.md', 'utf8'),
  )
  return match![1]!
}

function serveAgUi(): Promise<Server> {
  const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
  const server = createServer((request, response) => {
    request.resume()
    if (request.method === 'OPTIONS') response.writeHead(204, cors).end()
    else void answer(response)
  })
  async function answer(response: ServerResponse): Promise<void> {
    response.writeHead(200, { ...cors, 'content-type': 'text/event-stream' })
    for (const event of answered) {
      response.write(`data: ${JSON.stringify(event)}\n\n`)
      // The page says one before it gets the next.
      await pause(20)
    }
    response.end()
  }
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

async function openReady(path: string): Promise<TestPage> {
  const page = await browser.newPage(pages.url(path))
  await page.bringToFront()
  await page.waitFor(() => document.documentElement.dataset.ready === 'yes')
  return page
}

async function record(run: () => Promise<void>): Promise<Recorded> {
  await popup.record('Hear an agent')
  await run()
  await popup.stop()
  await popup.judge('Yes')
  return readRecorded(await popup.exportNewest())
}

const agentEntries = ({ log }: Recorded): AgentEntry[] => log.filter((entry) => entry.kind === 'agent')
const gaps = ({ log }: Recorded) =>
  log.filter((entry) => entry.kind === 'gap').filter(({ reason }) => reason.startsWith('agent-'))
const told = ({ actions }: Recorded): string[] =>
  actions.filter(({ name, surface }) => surface === 'page' && name !== 'pointer_path' && name !== 'hover').map(tell)

describe('an agent that uses the package', () => {
  let recorded: Recorded
  beforeAll(async () => {
    recorded = await record(async () => {
      const page = await openReady('/agent.html')
      await asAgent(() => page.evaluate(() => window.addToBasket('oat drink')))
      await page.click('#count')
      // A call in a frame, and one in a closed shadow root.
      await asAgent(() =>
        page.evaluate(() => {
          const agent = window.announce({ name: 'reacher', instance: 'reacher-1' })
          const run = agent.run({ prompt: 'Press what is hard to reach' })
          const inFrame = document.querySelector('iframe')!.contentDocument!.querySelector<HTMLElement>('#inside')!
          for (const target of [inFrame, window.hidden]) {
            const call = run.toolCall('press', {}, { target })
            target.click()
            call.result('pressed')
          }
          run.toolCall('type', { text: 'hunter2hunter2' }, { target: document.querySelector('#password') }).fail('no')
          const boss = run.subagent('scout')
          boss.reasoning('I look around.')
          boss.finish()
          run.signal('takeover', { from: 'agent', to: 'human' })
          run.finish()
        }),
      )
      await page.click('#count')
      // This one is still at work when its page goes.
      await asAgent(() =>
        page.evaluate(() => {
          const run = window.announce({ name: 'leaver' }).run()
          run.toolCall('follow', {}, { target: document.querySelector('#leave') })
          document.querySelector<HTMLElement>('#leave')!.click()
        }),
      )
      await page.waitFor(() => location.pathname === '/left.html')
      await page.close()
    })
  })

  const of = (name: string) => agentEntries(recorded).filter(({ agent }) => agent.name === name)

  it('is recorded as documented: its input is its own, the person’s is the person’s', () => {
    expect(told(recorded)).toEqual([
      'agent fill textbox "Search" = oat drink',
      'agent click button "Add to basket"',
      'human click button "Count"',
      'agent click button "Inside the frame"',
      'agent click closed-part ""',
      'human click button "Count"',
      'agent click link "Leave"',
    ])
    expect(gaps(recorded)).toEqual([])
  })

  it('speaks valid AG-UI 1.0, as a claim of its page', () => {
    const entries = of('basket-helper')
    expect(entries.map(({ event }) => event.type)).toEqual([
      'RUN_STARTED',
      'CUSTOM',
      'REASONING_MESSAGE_CHUNK',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'RUN_FINISHED',
    ])
    for (const { event } of agentEntries(recorded))
      expect(EventSchemas.safeParse(event)).toMatchObject({ success: true })
    for (const entry of entries)
      expect(entry).toMatchObject({
        provenance: 'claimed',
        channel: 'agui-event@1',
        origin: new URL(pages.url('/')).origin,
        runId: entries[0]!.runId,
        frameId: 0,
      })
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1))
    expect(entries.filter(({ late, seqGap }) => late ?? seqGap)).toEqual([])
  })

  it('names its model, thoughts and targets, which join its steps', () => {
    const [fill, press] = recorded.steps.filter(({ toolCall }) => toolCall !== null)
    expect(fill).toMatchObject({
      actor: 'agent',
      reasoning: 'There is a search field. I write oat drink into it.',
      toolCall: {
        name: 'fill',
        args: '{"text":"oat drink"}',
        result: 'filled',
        target: { role: 'textbox', name: 'Search' },
      },
      policy: { provider: 'example', requestModel: 'example-large', responseModel: 'example-large-2026-09' },
      usage: { promptTokens: 812, completionTokens: 40, costUsd: 0.0021 },
    })
    expect(fill!.actionIds).toHaveLength(1)
    expect(press).toMatchObject({ toolCall: { name: 'press', target: { name: 'Add to basket' } } })
    expect(recorded.header.agents).toContainEqual(expect.objectContaining({ name: 'basket-helper', version: '1.0.0' }))
    expect(recorded.header.policies).toMatchObject([{ model: 'example-large-2026-09', inferences: 1 }])
  })

  it('is corroborated where a script did act during the call', () => {
    const results = of('basket-helper').filter(({ event }) => event.type === 'TOOL_CALL_RESULT')
    expect(results.map(({ corroboratedBy }) => corroboratedBy)).toEqual([['dom'], ['dom']])
  })

  it('is heard in the frame it acts in, and through a closed shadow root', () => {
    const starts = of('reacher').filter(({ event }) => event.type === 'TOOL_CALL_START')
    const [inFrame, deep, password] = starts
    expect(inFrame).toMatchObject({ target: { name: 'Inside the frame' }, runId: deep!.runId })
    expect(inFrame!.frameId).not.toBe(0)
    expect(deep).toMatchObject({ frameId: 0, target: { name: 'Deep inside', shadowDepth: 1 } })
    expect(password).toMatchObject({ target: { name: 'Password' } })
    expect(recorded.text).not.toContain('hunter2hunter2')
    expect(of('reacher').filter(({ event }) => event.subagentRunId !== undefined)).toHaveLength(3)
  })

  it('has its open call closed when its page goes', () => {
    const result = of('leaver').find(({ event }) => event.type === 'TOOL_CALL_RESULT')
    expect(result).toMatchObject({ provenance: 'inferred', event: { metadata: { ok: false, error: 'navigated' } } })
  })
})

describe('an agent that was there before the recorder', () => {
  it('is heard from then on, and marked as heard late', async () => {
    const page = await openReady('/agent.html')
    await page.evaluate(() => {
      const agent = window.announce({ name: 'early', instance: 'early-1' })
      const run = agent.run({ prompt: 'Nobody hears this' })
      Object.assign(window, { addToBasket: () => run.finish() })
    })
    const recorded = await record(async () => {
      await page.bringToFront()
      await page.evaluate(() => window.addToBasket(''))
    })
    await page.close()
    expect(agentEntries(recorded)).toMatchObject([{ event: { type: 'RUN_FINISHED' }, seq: 2, late: true }])
    expect(gaps(recorded)).toEqual([])
  })
})

describe('a real AG-UI client', () => {
  it('is recorded by forwarding what it says, event for event', async () => {
    let heard: Record<string, unknown>[] = []
    const recorded = await record(async () => {
      const page = await openReady('/ag-ui.html')
      const url = `http://127.0.0.1:${(agUiServer.address() as AddressInfo).port}/agent`
      heard = JSON.parse(await asAgent(() => page.evaluate((url) => window.runAgent(url), url))) as typeof heard
      await page.close()
    })
    expect(heard.map(({ type }) => type)).toEqual(answered.map(({ type }) => type))
    const stored = agentEntries(recorded).filter(({ channel }) => channel === 'agui-event@1')
    const hash = /^sha256:[0-9a-f]{64}$/
    const expected = heard.map((event) =>
      event.type === 'REASONING_ENCRYPTED_VALUE'
        ? { ...event, encryptedValue: expect.stringMatching(hash) as string }
        : event,
    )
    // Held until it is known what they typed, the events of a call keep their time, and with it their place.
    expect([...stored].sort((a, b) => a.seq! - b.seq!).map(({ event }) => event)).toEqual(expected)
    // Its stream is heard as well, and refuses nobody's word of the same run; what is told twice is one step.
    const streamed = agentEntries(recorded).filter(({ channel }) => channel === 'ag-ui@1')
    expect(new Set(streamed.map(({ event }) => event.type))).toEqual(new Set(answered.map(({ type }) => type)))
    expect(recorded.steps.filter(({ toolCall }) => toolCall)).toMatchObject([
      { reasoning: 'There is one button.', toolCall: { id: 'call-1' } },
    ])
    expect(recorded.text).not.toContain('opaque-to-everybody')
    expect(told(recorded)).toEqual(['agent click button "Pick me"'])
    expect(recorded.steps.find(({ toolCall }) => toolCall)?.toolCall).toMatchObject({
      args: '{"selector":"#pick"}',
      result: 'picked',
    })
    expect(gaps(recorded)).toEqual([])
  })
})

describe('a hostile page', () => {
  let recorded: Recorded
  const clicks = 12
  beforeAll(async () => {
    let page: TestPage
    recorded = await record(async () => {
      page = await openReady('/hostile.html')
      await page.evaluate(() => {
        const run = { type: 'RUN_STARTED', threadId: 't', runId: 'honest-run' }
        window.announceAs('honest', 1, run)
        window.announceAs('honest', 2, { type: 'TOOL_CALL_START', toolCallId: 'honest-call', toolCallName: 'work' })
        window.announceAs('honest', 3, { type: 'TOOL_CALL_END', toolCallId: 'honest-call' })
        // A second agent speaks of the run and the call of the first.
        window.announceAs('thief', 1, { type: 'RUN_FINISHED', threadId: 't', runId: 'honest-run' })
        const forged = { type: 'TOOL_CALL_RESULT', messageId: 'm', content: 'forged result' }
        window.announceAs('thief', 2, { ...forged, toolCallId: 'honest-call' })
        // Numbers that were, and numbers that cannot be.
        window.announceAs('honest', 2, { type: 'STEP_STARTED', stepName: 'replayed' })
        window.announceAs('honest', 900, { type: 'STEP_STARTED', stepName: 'far ahead' })
        window.announceAs('honest', 4, { type: 'STEP_STARTED', stepName: 'the honest next' })
        // Claims of what only the browser may say.
        window.announceAs('thief', 3, run, { origin: 'https://bank.example' })
        window.announceAs('thief', 4, { type: 'HUMAN_CLICKED' })
        for (const text of ['{"v":1', '', 'null', '[]', {}, 7, null, `{"v":${'['.repeat(5000)}`]) window.say(text)
        window.announceAs('thief', 5, { type: 'RAW', event: 'x'.repeat(10_000_000) })
        // From now on a call is open: whatever the person does would be the agent's, if that were enough.
        window.announceAs('claimer', 1, { type: 'RUN_STARTED', threadId: 't', runId: 'claim' })
        window.announceAs('claimer', 2, { type: 'TOOL_CALL_END', toolCallId: 'claim-all' })
      })
      for (let i = 0; i < clicks / 2; i++) await page.click('#count')
      const flood = page.evaluate(async () => {
        for (let i = 0; i < 50_000; i++) {
          window.announceAs('flood', i + 1, { type: 'STEP_STARTED', stepName: 'flood' })
          // The person must be able to click in between.
          if (i % 500 === 499) await new Promise((resolve) => setTimeout(resolve, 0))
        }
      })
      for (let i = 0; i < clicks / 2; i++) await page.click('#count')
      await flood
      await page.type('#notes', 'still here')
      await page.press('Tab')
      // A synthetic click is no person's, whatever is announced around it.
      await page.evaluate(() => document.querySelector<HTMLElement>('#count')!.click())
      expect(await page.text('#counted')).toBe(String(clicks + 1))
    })
    await page!.close()
  })

  it('takes no action of the person away, and turns none into an agent’s', () => {
    const human = recorded.actions.filter(({ actor, surface }) => actor === 'human' && surface === 'page')
    expect(human.filter(({ name }) => name === 'dblclick')).toEqual([])
    expect(human.filter(({ name, target }) => name === 'click' && target?.name === 'Count')).toHaveLength(clicks)
    expect(human.map(tell)).toContain('human fill textbox "Notes" = still here')
    const others = recorded.actions.filter(({ actor }) => actor !== 'human')
    expect(others.map(tell)).toEqual(['agent click button "Count"'])
    expect(others[0]!.attribution.evidence).toMatchObject({
      isTrusted: false,
      announced: true,
      toolCallId: 'claim-all',
    })
  })

  it('is judged by what is stored: the same comes out of the bundle again', () => {
    expect(recorded.actions.length).toBeGreaterThan(clicks)
    for (const { actor, attribution } of recorded.actions) {
      const { method, confidence, evidence } = attribution
      expect(attribute(evidence)).toEqual({ actor, method, confidence })
    }
  })

  it('gets as much into the log as one document may, and one gap of each kind for the rest', () => {
    const flooded = agentEntries(recorded).filter(({ agent }) => agent.instance === 'flood')
    expect(flooded.length).toBeGreaterThan(500)
    expect(flooded.length).toBeLessThan(20_000)
    const counted = Object.fromEntries(gaps(recorded).map(({ reason, count }) => [reason, count]))
    expect(gaps(recorded)).toHaveLength(Object.keys(counted).length)
    expect(counted).toEqual({
      'agent-forged': 4,
      'agent-out-of-order': expect.any(Number) as number,
      'agent-malformed': 8,
      'agent-oversized': 1,
      'agent-flood': 50_000 - flooded.length,
    })
    expect(recorded.text).not.toMatch(/forged result|bank\.example|HUMAN_CLICKED|replayed/)
    expect(recorded.header.coverage).toMatchObject({ 'agent-flood': 1, 'agent-forged': 1 })
  })

  it('cannot end another agent’s run, nor silence it with a number', () => {
    const honest = agentEntries(recorded).filter(({ agent }) => agent.instance === 'honest')
    const claimed = honest.filter(({ provenance }) => provenance === 'claimed')
    expect(claimed.map(({ seq }) => seq).sort((a, b) => a! - b!)).toEqual([1, 2, 3, 4, 900])
    expect(honest.find(({ seq }) => seq === 900)).toMatchObject({ seqGap: 896 })
    const step = recorded.steps.find(({ toolCall }) => toolCall?.id === 'honest-call')
    expect(step?.toolCall).toMatchObject({ name: 'work', result: null })
  })
})

describe('another extension', () => {
  async function announceFromNeighbour(instance: string): Promise<void> {
    const page = await browser.openNeighbourPage()
    await page.evaluate(
      async ({ cairn, instance }) => {
        const send = (seq: number, event: object, more: object = {}): Promise<unknown> => {
          const envelope = { v: 1, src: { name: 'neighbour', version: '3.1', instance }, seq, event, ...more }
          // Nothing is answered; Chromium calls that an error.
          return chrome.runtime.sendMessage(cairn, { agui: envelope }).catch(() => undefined)
        }
        await send(1, { type: 'RUN_STARTED', threadId: 't', runId: `${instance}-run` })
        await send(2, {
          type: 'CUSTOM',
          name: 'recorder.llm_call',
          value: { 'gen_ai.request.model': 'm', apiKey: 'sk-neighbour' },
        })
        await send(3, { type: 'RUN_FINISHED', threadId: 't', runId: `${instance}-run` }, { tabId: 999_999_999 })
        await send(4, { type: 'NO_SUCH_EVENT' })
        await send(6, { type: 'RUN_FINISHED', threadId: 't', runId: `${instance}-run` })
      },
      { cairn: browser.extensionId, instance },
    )
    await page.close()
  }

  it('is not heard until the person allows it, and that is told', async () => {
    const recorded = await record(() => announceFromNeighbour('refused'))
    expect(agentEntries(recorded)).toEqual([])
    expect(gaps(recorded)).toMatchObject([{ reason: 'agent-refused', count: 5, provenance: 'observed' }])
    expect(gaps(recorded)[0]!.detail).toContain(neighbour.id[browser.name])
  })

  it('is refused by the options page when it is no extension’s id, in words', async () => {
    const options = await browser.openExtensionPage('options.html')
    await options.type('#agentExtensions', 'not an id')
    await options.click('button.primary')
    expect(await options.text('[role=alert]')).toContain('“not an id”, which is no extension’s id')
    await options.close()
  })

  it('is heard once it is allowed, under the id the browser gives it', async () => {
    const options = await browser.openExtensionPage('options.html')
    await options.type('#agentExtensions', neighbour.id[browser.name])
    await options.click('button.primary')
    await options.waitFor(() => document.querySelector('[role=status]')?.textContent.startsWith('Saved'))
    await options.close()
    const recorded = await record(() => announceFromNeighbour('allowed'))
    const entries = agentEntries(recorded)
    expect(entries.map(({ event }) => event.type)).toEqual(['RUN_STARTED', 'CUSTOM', 'RUN_FINISHED'])
    for (const entry of entries)
      expect(entry).toMatchObject({
        extensionId: neighbour.id[browser.name],
        channel: 'extension@1',
        provenance: 'claimed',
        origin: null,
        runId: 'allowed-run',
      })
    expect(entries[1]).toMatchObject({ policy: { requestModel: 'm' }, redacted: { 'unlisted-field': 1 } })
    expect(recorded.text).not.toContain('sk-neighbour')
    expect(gaps(recorded).map(({ reason, count }) => [reason, count])).toEqual([
      ['agent-forged', 2],
      ['agent-out-of-order', 1],
    ])
  })

  it('is heard from its content script, too, and then as anybody in the page', async () => {
    const recorded = await record(async () => {
      const page = await browser.newPage(pages.url('/inner.html?neighbour=speaks'))
      await page.waitFor(() => document.documentElement.dataset.spoken === 'yes')
      await page.close()
    })
    expect(agentEntries(recorded)).toMatchObject([
      {
        agent: { name: 'neighbour in the page' },
        channel: 'agui-event@1',
        runId: 'content-run',
        provenance: 'claimed',
      },
    ])
    expect(agentEntries(recorded)[0]).not.toHaveProperty('extensionId')
  })

  it('acts in the tab it names: what scripts do there during its call is its own', async () => {
    const recorded = await record(async () => {
      const page = await browser.newPage(pages.url('/inner.html'))
      const url = page.url()
      const tabId = await popup.page.evaluate(
        async (url) => (await chrome.tabs.query({})).find((tab) => tab.url === url)!.id!,
        url,
      )
      const extension = await browser.openNeighbourPage()
      const send = (events: [seq: number, event: object][]): Promise<void> =>
        extension.evaluate(
          async ({ cairn, tabId, events }) => {
            const src = { name: 'neighbour', version: '3.1', instance: 'actor' }
            for (const [seq, event] of events)
              await chrome.runtime.sendMessage(cairn, { agui: { v: 1, src, seq, event, tabId } }).catch(() => undefined)
          },
          { cairn: browser.extensionId, tabId, events },
        )
      const press = (): Promise<void> => page.evaluate(() => document.querySelector<HTMLElement>('#inside')!.click())
      await page.bringToFront()
      await press()
      await send([
        [1, { type: 'RUN_STARTED', threadId: 't', runId: 'actor-run' }],
        [2, { type: 'TOOL_CALL_START', toolCallId: 'actor-call', toolCallName: 'press' }],
        [3, { type: 'TOOL_CALL_END', toolCallId: 'actor-call' }],
      ])
      await settled()
      await asAgent(press)
      await page.click('#inside')
      await send([
        [4, { type: 'TOOL_CALL_RESULT', messageId: 'm', toolCallId: 'actor-call', content: 'pressed' }],
        [5, { type: 'RUN_FINISHED', threadId: 't', runId: 'actor-run' }],
      ])
      await settled()
      await press()
      await page.close()
    })
    expect(told(recorded)).toEqual([
      'script click button "Inside the frame"',
      'agent click button "Inside the frame"',
      'human click button "Inside the frame"',
      'script click button "Inside the frame"',
    ])
    const step = recorded.steps.find(({ toolCall }) => toolCall?.id === 'actor-call')
    expect(step).toMatchObject({ actor: 'agent', toolCall: { name: 'press', result: 'pressed' } })
    expect(step!.actionIds).toHaveLength(1)
    expect(new Set(agentEntries(recorded).map(({ tabId }) => tabId)).size).toBe(1)
  })

  /** No answer tells when the background has passed a message on; the page is past its own tail by then, too. */
  function settled(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 400))
  }
})
