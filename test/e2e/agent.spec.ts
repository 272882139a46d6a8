import { EventSchemas } from '@ag-ui/core/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unheardRequests } from '#trajectory/unheard.ts'
import type { Script } from '../../demo/model-script.ts'
import { startDemo, type Demo } from '../../demo/server.ts'
import type { BrowserUnderTest } from '../support/browser-under-test.ts'
import { asAgent } from '../support/cast.ts'
import { launchBrowser } from '../support/launch.ts'
import { openPopup, readRecorded, tell, type Popup, type Recorded } from '../support/popup.ts'

const script: Script = [
  {
    evaluation: 'Nothing done yet.',
    memory: 'Two cartons are wanted.',
    nextGoal: 'Search for oat drink.',
    action: { tool: 'input_text', on: /^<input .*type=search\b/, text: 'oat' },
  },
  {
    evaluation: 'The search shows it. Success.',
    memory: 'Found.',
    nextGoal: 'Put it into the basket.',
    action: { tool: 'click_element_by_index', on: /^<button .*aria-label=Add Oat drink\b/ },
  },
  {
    evaluation: 'It is in the basket. Success.',
    memory: 'In the basket.',
    nextGoal: 'Show fruit only.',
    action: { tool: 'select_dropdown_option', on: /^<select .*name=category\b/, text: 'Fruit & vegetables' },
  },
  {
    evaluation: 'Success.',
    memory: 'Filtered.',
    nextGoal: 'Show organic products only.',
    action: { tool: 'click_element_by_index', on: /^<input .*name=only-organic\b/ },
  },
  {
    evaluation: 'Success.',
    memory: 'All done.',
    nextGoal: 'Report.',
    action: { tool: 'done', text: 'One carton is in the basket.', success: true },
  },
]

let browser: BrowserUnderTest
let demo: Demo
let popup: Popup
let recorded: Recorded

beforeAll(async () => {
  ;[browser, demo] = await Promise.all([launchBrowser(), startDemo({ script })])
  popup = await openPopup(browser)
  await popup.record('Order two cartons of oat drink')
  // Opened while recording: the scripts must be in the page before the page's own, and in the right order.
  const page = await browser.newPage(demo.url)
  await page.bringToFront()
  await page.type('#page-agent-runtime_agent-panel input[type=text]', 'Order two cartons of oat drink')
  await page.press('Enter')
  await asAgent(async () => {
    await page.waitFor(() => document.querySelector('#page-agent-runtime_agent-panel [title=Stop]'))
    await page.waitFor(
      () =>
        document.querySelector('#page-agent-runtime_agent-panel [title=Close]') &&
        document.activeElement?.closest('#page-agent-runtime_agent-panel'),
    )
  })
  await page.waitFor(() => {
    const mask = document.querySelector<HTMLElement>('#page-agent-runtime_simulator-mask')
    return !mask || getComputedStyle(mask).display === 'none' || mask.getBoundingClientRect().width === 0
  })
  await page.click('[data-testid=quantity-oat-drink]')
  await page.press('a', { withKey: 'Control' })
  await page.keys('2')
  await page.press('Tab')
  await page.click('[data-testid=checkout]')
  await page.waitFor(() => location.pathname === '/checkout.html')
  await popup.stop()
  await popup.judge('Yes')
  recorded = await readRecorded(await popup.exportNewest())
})
afterAll(async () => {
  await browser.close()
  await demo.close()
})

const agentEntries = () => recorded.log.filter((entry) => entry.kind === 'agent')

describe('page-agent, running in a page that knows nothing of Cairn', () => {
  it('and the person are told apart in one session', () => {
    const told = recorded.actions.filter(({ surface, name }) => surface === 'page' && name !== 'scroll').map(tell)
    expect(told).toEqual([
      'agent click searchbox "Search"',
      'agent fill searchbox "Search" = oat',
      'agent click button "Add Oat drink"',
      'agent select_option combobox "Category" = Fruit & vegetables',
      'agent check checkbox "Only organic"',
      'human click spinbutton "Quantity of Oat drink"',
      'human press spinbutton "Quantity of Oat drink" Control+A',
      'human fill spinbutton "Quantity of Oat drink" = 2',
      'human press spinbutton "Quantity of Oat drink" Tab',
      'human click link "Checkout"',
    ])
  })

  it('keeps the prompt typed into the panel apart from edits of the page', () => {
    const inPanel = recorded.actions.filter(({ surface }) => surface === 'agent-ui')
    expect(inPanel.map(({ name }) => name)).toEqual(['click', 'fill', 'press'])
    expect(new Set(inPanel.map(({ actor }) => actor))).toEqual(new Set(['human']))
  })

  it('is heard as valid AG-UI events: run, steps, reasoning, tool calls with arguments and results', () => {
    for (const { event } of agentEntries()) expect(EventSchemas.safeParse(event)).toMatchObject({ success: true })
    const types = agentEntries().map(({ event }) => event.type)
    expect(types[0]).toBe('RUN_STARTED')
    expect(types.at(-1)).toBe('RUN_FINISHED')
    expect(types.filter((type) => type === 'TOOL_CALL_RESULT')).toHaveLength(script.length)
    expect(types.filter((type) => type === 'STEP_STARTED')).toHaveLength(script.length)
    const agentSteps = recorded.steps.filter(({ toolCall }) => toolCall)
    expect(agentSteps.map(({ toolCall }) => toolCall?.name)).toEqual([
      'input_text',
      'click_element_by_index',
      'select_dropdown_option',
      'click_element_by_index',
      'done',
    ])
    expect(agentSteps[0]?.reasoning).toContain('Search for oat drink.')
    expect(JSON.parse(agentSteps[0]?.toolCall?.args ?? '')).toMatchObject({ text: 'oat' })
    expect(agentSteps[0]?.actionIds).toHaveLength(2)
    expect(agentSteps[2]?.actionIds.length).toBeGreaterThan(0)
    for (const entry of agentEntries()) expect(entry.provenance).toBe('claimed')
  })

  it('has its model and tokens on every inference, adding up to what the model server counted', () => {
    const totals = demo.model.totals()
    expect(unheardRequests(recorded.log)).toEqual([])
    expect(recorded.header.policies).toEqual([
      expect.objectContaining({
        model: 'cairn-demo-2026-11-01',
        requestModel: 'cairn-demo',
        inferences: totals.answers,
        usage: expect.objectContaining({
          promptTokens: totals.promptTokens,
          completionTokens: totals.completionTokens,
          totalTokens: totals.totalTokens,
          cachedTokens: totals.cachedTokens,
        }) as object,
      }),
    ])
    expect(recorded.steps.filter(({ policy }) => policy?.responseModel === 'cairn-demo-2026-11-01')).toHaveLength(
      script.length,
    )
  })

  it('has its inferences heard on their way as well: they belong to its run, left the browser, and count once', () => {
    const heard = agentEntries().filter(({ channel }) => channel === 'openai-compatible@1')
    expect(heard).toHaveLength(script.length)
    const [run] = agentEntries()
    for (const { runId, agent, corroboratedBy, policy } of heard) {
      expect(runId).toBe(run?.runId)
      expect(agent).toEqual(run?.agent)
      expect(corroboratedBy).toEqual(['webRequest'])
      expect(policy?.promptHash).toMatch(/^[0-9a-f]{64}$/)
      expect(policy?.toolsHash).toMatch(/^[0-9a-f]{64}$/)
    }
    const told = agentEntries().filter(({ channel, policy }) => channel === 'page-agent@1' && policy)
    expect(told.map(({ policy }) => policy?.responseId)).toEqual(heard.map(({ policy }) => policy?.responseId))
    expect(recorded.header.agents).toHaveLength(1)
    expect(recorded.steps.filter(({ policy }) => policy?.adapter === 'openai-compatible@1')).toHaveLength(script.length)
  })

  it('never gives its key away', () => {
    expect(demo.apiKey.length).toBeGreaterThan(8)
    expect(recorded.text).not.toContain(demo.apiKey)
  })
})
