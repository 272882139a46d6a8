import type { Page } from 'playwright/test'
import { expect, test } from '#playwright/fixture.ts'
import type { Action } from '#trajectory/action.ts'
import type { Recorder } from '#playwright/launch-recorder.ts'
import { asAgentOutside } from '../support/cast.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { readRecorded, tell, type Recorded } from '../support/popup.ts'

let pages: Pages
test.beforeAll(async () => {
  pages = await servePages()
})
test.afterAll(() => pages.close())

async function recorded(recorder: Recorder, path: string): Promise<Recorded> {
  await recorder.stop({ outcome: { success: true, by: 'validator' } })
  await recorder.export(path)
  return readRecorded(path)
}

const told = (actions: Action[]): string[] =>
  actions.filter(({ name }) => !['pointer_path', 'hover', 'window_focus', 'tab_focus'].includes(name)).map(tell)

test('a script is recorded as an agent with its reasoning, and what it does between calls as a person', async ({
  recorder,
  page,
}, testInfo) => {
  await recorder.start({ instruction: 'Send the form', startUrl: pages.url('/workbench.html') })
  const agent = recorder.agent({
    name: 'form-filler',
    version: '2.1',
    inference: { provider: 'example', requestModel: 'example-large' },
  })
  const run = await agent.run({ prompt: 'Send the form for Ada' })
  await run.plan([{ text: 'fill', status: 'in_progress' }, { text: 'send' }])
  await run.llmCall({ responseModel: 'example-large-2026-09', inputTokens: 812, outputTokens: 40, costUsd: 0.002 })
  await run.reasoning('There is a field for the name.')
  const fill = await run.toolCall('fill', { selector: '#name', text: 'Ada' })
  await asAgentOutside(async () => {
    await page.fill('#name', 'Ada')
    await fill.result('filled')
  })

  // The person, at once.
  await page.click('#count')

  const select = await run.toolCall('select', { value: 'm' })
  await asAgentOutside(async () => {
    await page.selectOption('#size', 'm')
    await select.result('chosen')
  })
  const login = await run.toolCall('type', { text: 'correct horse battery' })
  await asAgentOutside(async () => {
    await page.locator('#secret').pressSequentially('correct horse battery')
    await login.result('typed')
  })
  const press = await run.toolCall('press', { frame: 'other' })
  await asAgentOutside(async () => {
    await page.frameLocator('#other').locator('#ok').click()
    await press.fail('nothing happened')
  })

  // One call that goes on in the next document.
  const send = await run.toolCall('send')
  await asAgentOutside(async () => {
    await page.click('#send')
    await page.click('#here')
    await send.result('sent')
  })
  await page.click('#here')

  const go = await run.toolCall('goto', { url: '/arrived.html?again' })
  await asAgentOutside(async () => {
    await page.goto(pages.url('/arrived.html?again=1'))
    await go.result('there')
  })
  const scout = await run.subagent('scout', { toolCall: go })
  await scout.reasoning('I look around.')
  const look = await scout.toolCall('press')
  await asAgentOutside(async () => {
    await page.click('#here')
    await look.result('pressed')
  })
  await scout.finish({ result: 'nothing' })
  await run.finish({ result: 'sent' })
  await page.click('#here')

  const { actions, log, steps, header, text } = await recorded(recorder, testInfo.outputPath('agent.cairn.zip'))
  expect(told(actions)).toEqual([
    'agent fill textbox "Full name" = Ada',
    'human click button "Count"',
    'agent select_option combobox "Size" = Medium',
    'agent fill input "Password" = <password-field>',
    'agent click button "Framed button"',
    'agent click button "Send"',
    'agent submit form ""',
    'agent click button "Here"',
    'human click button "Here"',
    'agent goto /arrived.html',
    'agent click button "Here"',
    'human click button "Here"',
  ])
  expect(text).not.toContain('correct horse')
  const own = log.filter((entry) => entry.kind === 'agent')
  expect(
    new Set(own.map(({ provenance, channel, runId, agent }) => [provenance, channel, runId, agent.name].join())),
  ).toEqual(new Set([`declared,driver@1,${run.id},form-filler`]))
  expect(new Set(own.map(({ tabId }) => tabId))).toEqual(new Set([actions.find(({ name }) => name === 'click')!.tabId]))
  expect(own.filter(({ seqGap }) => seqGap !== undefined)).toEqual([])
  expect(header.agents).toEqual([{ name: 'form-filler', version: '2.1', instance: agent.instance }])
  expect(header.policies).toMatchObject([
    {
      provider: 'example',
      model: 'example-large-2026-09',
      inferences: 1,
      usage: { promptTokens: 812, costUsd: 0.002 },
    },
  ])
  const byCall = (id: string) => steps.find(({ toolCall }) => toolCall?.id === id)
  expect(byCall(fill.id)).toMatchObject({
    actor: 'agent',
    reasoning: 'There is a field for the name.',
    policy: { responseModel: 'example-large-2026-09' },
    toolCall: { name: 'fill', result: 'filled' },
  })
  expect(byCall(login.id)?.toolCall?.args).toBe('{"text":"<typed-secret>"}')
  expect(byCall(press.id)?.toolCall?.result).toBe('nothing happened')
  // Both documents, one step.
  expect(byCall(send.id)?.actionIds).toHaveLength(3)
  expect(byCall(go.id)?.actionIds).toHaveLength(1)
  expect(own.find(({ event }) => event.type === 'SUBAGENT_STARTED')?.event).toMatchObject({
    name: 'scout',
    subagentRunId: scout.id,
    parentToolCallId: go.id,
  })
})

test('agents that work at once keep their runs and tabs', async ({ recorder, page, context }, testInfo) => {
  await recorder.start({ instruction: 'Press twice', startUrl: pages.url('/arrived.html') })
  const other = await context.newPage()
  // The same address in both: only the documents' clocks tell them apart.
  await other.goto(pages.url('/arrived.html'))
  const work = async (name: string, where: Page): Promise<() => Promise<string>> => {
    const run = await recorder.agent({ name, page: where }).run({ prompt: `Press as ${name}` })
    for (let n = 0; n < 3; n++) {
      const call = await run.toolCall('press', { n })
      await asAgentOutside(async () => {
        await where.click('#here')
        await call.result('pressed')
      })
    }
    return async () => {
      // One more, before the run ends: nobody said that it is an agent's.
      await where.locator('h1').click()
      await run.finish()
      return run.id
    }
  }
  const [endLeft, endRight] = await Promise.all([work('left', page), work('right', other)])
  const runs = await Promise.all([endLeft(), endRight()])
  const opener = await recorder.agent({ name: 'opener', page }).run()
  const open = await opener.toolCall('open')
  const third = await asAgentOutside(() => context.newPage())
  await third.goto(pages.url('/arrived.html?third'))
  await third.close()
  await open.result('opened and closed')

  const { actions, log, steps } = await recorded(recorder, testInfo.outputPath('two.cairn.zip'))
  const tabOf = (runId: string) => [
    ...new Set(log.filter((entry) => entry.kind === 'agent' && entry.runId === runId).map(({ tabId }) => tabId)),
  ]
  const [[left, ...leftToo], [right, ...rightToo]] = [tabOf(runs[0]), tabOf(runs[1])]
  expect([leftToo, rightToo]).toEqual([[], []])
  expect(left).not.toBe(right)
  for (const [tabId, runId] of [
    [left, runs[0]],
    [right, runs[1]],
  ]) {
    const here = actions.filter((action) => action.tabId === tabId && action.name === 'click')
    expect(here.map(({ actor, attribution }) => [actor, attribution.evidence.runId])).toEqual([
      ['agent', runId],
      ['agent', runId],
      ['agent', runId],
      ['human', undefined],
    ])
  }
  expect(steps.filter(({ toolCall }) => toolCall?.name === 'press').map(({ actionIds }) => actionIds.length)).toEqual(
    Array.from({ length: 6 }, () => 1),
  )
  expect(actions.filter(({ name }) => name === 'new_tab').map(({ actor }) => actor)).toEqual(['human', 'agent'])
})

test('a debugging protocol alone is enough', async ({ recorder, page }, testInfo) => {
  await recorder.start({ instruction: 'Press', startUrl: pages.url('/arrived.html') })
  const [worker] = recorder.context.serviceWorkers()
  let seq = 0
  const ask = (message: unknown): Promise<unknown> =>
    worker!.evaluate(
      (message) =>
        (globalThis as unknown as { cairn: { ask: (message: unknown) => Promise<unknown> } }).cairn.ask(message),
      message,
    )
  const timeOriginMs = await page.evaluate(() => performance.timeOrigin)
  const found = (await ask({ cairn: 'tab.find', request: { url: page.url(), timeOriginMs } })) as {
    value: { tabId: number }
  }
  const say = (event: object): Promise<unknown> => {
    const envelope = { v: 1, src: { name: 'browser-use', instance: '1' }, seq: ++seq, event }
    return ask({ cairn: 'agent.declare', request: { said: [{ tabId: found.value.tabId, envelope }] } })
  }
  await say({ type: 'RUN_STARTED', threadId: 't1', runId: 'r1' })
  await say({ type: 'TOOL_CALL_START', toolCallId: 'c1', toolCallName: 'press' })
  expect(await say({ type: 'TOOL_CALL_END', toolCallId: 'c1' })).toEqual({ ok: true, value: {} })
  await asAgentOutside(async () => {
    await page.click('#here')
    await say({ type: 'TOOL_CALL_RESULT', messageId: 'm1', toolCallId: 'c1', content: 'pressed' })
  })
  await page.click('#here')
  expect(JSON.stringify(await say({ type: 'TOOL_CALL_END' }))).toContain('lacks a field')
  const { actions } = await recorded(recorder, testInfo.outputPath('protocol.cairn.zip'))
  expect(told(actions)).toEqual(['agent click button "Here"', 'human click button "Here"'])
})

test('what cannot be declared says why', async ({ recorder }) => {
  const agent = recorder.agent({ name: 'early' })
  await expect(agent.run()).rejects.toThrow('no recording is running')
  await recorder.start({ instruction: 'Refuse', startUrl: pages.url('/arrived.html') })
  const run = await agent.run({ runId: 'mine' })
  await expect(recorder.agent({ name: 'thief' }).run({ runId: 'mine' })).rejects.toThrow('run of another agent')
  await expect(recorder.agent({ name: '' }).run()).rejects.toThrow('no agent named')
  await run.text('x'.repeat(300_000)).then(
    () => expect('an error').toBe('none'),
    (error: unknown) => expect(String(error)).toContain('too long'),
  )
  await run.finish()
})
