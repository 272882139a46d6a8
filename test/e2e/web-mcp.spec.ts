import { EventSchemas } from '@ag-ui/core/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentEntry } from '#trajectory/agent.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { inspect } from '../support/inspect.ts'
import { launchBrowser } from '../support/launch.ts'
import { servePages, type Pages } from '../support/pages.ts'
import { openPopup, readRecorded, type Popup, type Recorded } from '../support/popup.ts'
import { pause } from '../support/studio.ts'

let browser: BrowserUnderTest
let pages: Pages
let popup: Popup
let page: TestPage
let recorded: Recorded
let shown: string
/** What the browser answered its agent, by what was called. */
const got: Record<string, unknown> = {}

// Firefox has no WebMCP.
describe.skipIf(process.env.CAIRN_BROWSER === 'firefox')('a page whose tools the browser calls', () => {
  beforeAll(async () => {
    ;[browser, pages] = await Promise.all([launchBrowser(undefined, ['--enable-blink-features=WebMCP']), servePages()])
    popup = await openPopup(browser)
    page = await browser.newPage(pages.url('/tools.html'))
    got.reads = await page.evaluate(async () => {
      const { registerLate, reads } = window as unknown as { registerLate: () => Promise<void>; reads: string[] }
      await registerLate()
      return reads.splice(0)
    })
    await page.reload()
    await popup.record('Let the browser order')
    await page.bringToFront()
    got.readsRecorded = await page.evaluate(async () => {
      const { registerLate, reads } = window as unknown as { registerLate: () => Promise<void>; reads: string[] }
      await registerLate()
      return reads
    })
    got.added = await browser.callTool(page, 'add', { product: 'oat milk' })
    got.failed = await browser.callTool(page, 'add', { product: 'nothing' })
    // What follows within 120 ms after a call is still taken for that call's.
    await pause(300)
    got.early = await browser.callTool(page, 'note_early', { product: 'rye' })
    await page.evaluate(() => scrollTo(0, 300))
    got.cancelled = await browser.callTool(page, 'wait', {}, { cancelAfterMs: 100 })
    await pause(1200)
    // The form waits: a person looks at it, corrects it, and agrees.
    const reserved = browser.callTool(page, 'reserve', { whom: 'Ada' })
    await pause()
    await page.type('[name=whom]', ' Lovelace')
    await page.click('#reserve button')
    got.reserved = await reserved
    await pause()
    // And once the person does not.
    const refused = browser.callTool(page, 'reserve', { whom: 'Mallory' })
    await pause()
    await page.click('#reserve [type=reset]')
    got.refused = await refused
    // A person asks, and the agent that the page is fills the form within the blink of an eye.
    await page.click('#ask')
    await pause()
    const input = { product: 'bread', count: 3, size: 'large', wrapped: true, password: 'correct-horse' }
    await browser.callTool(page, 'order', input)
    await page.waitFor(() => location.pathname === '/arrived.html')
    await pause()
    await popup.stop()
    got.left = await page.evaluate(() => {
      const { ModelContext } = window as unknown as { ModelContext: { prototype: { registerTool: () => void } } }
      return Function.prototype.toString.call(ModelContext.prototype.registerTool)
    })
    await popup.judge('Yes')
    const file = await popup.exportNewest()
    recorded = await readRecorded(file)
    shown = await inspect(file)
  })
  afterAll(async () => {
    await browser.close()
    await pages.close()
  })

  const heard = () => recorded.log.filter((entry) => entry.kind === 'agent')
  const calls = () => recorded.steps.filter(({ toolCall }) => toolCall !== null)
  const eventsOf = (index: number): AgentEntry[] => {
    const id = calls()[index]?.toolCall?.id
    return heard().filter(({ event }) => event.toolCallId === id)
  }
  const actionsOf = (index: number) =>
    recorded.actions
      .filter(({ id }) => calls()[index]?.actionIds.includes(id))
      .map(({ name, target, actor, attribution }) => [name, target?.name, actor, attribution.method])

  it('has its tools work as if nobody listened', () => {
    expect(got.readsRecorded).toEqual(got.reads)
    expect(got).toMatchObject({
      added: { status: 'Completed', output: { content: [{ text: 'oat milk is in the basket' }] } },
      failed: { status: 'Error' },
      early: { status: 'Completed' },
      cancelled: { status: 'Canceled' },
      reserved: { status: 'Completed' },
      left: 'function registerTool() { [native code] }',
    })
  })

  it('has every call in the log, by an agent nobody names', () => {
    for (const { event, agent } of heard()) {
      expect(EventSchemas.safeParse(event).error?.issues, JSON.stringify(event)).toBeUndefined()
      expect(agent.name).toBe('unknown')
    }
    expect(calls().map(({ toolCall }) => [toolCall?.name, toolCall?.args, toolCall?.result])).toEqual([
      ['add', '{"product":"oat milk"}', 'oat milk is in the basket'],
      ['add', '{"product":"nothing"}', 'there is no such thing'],
      ['note_early', '', ''],
      ['wait', '{}', 'cancelled'],
      ['reserve', '{"whom":"Ada"}', 'the form was sent'],
      ['reserve', '{"whom":"Mallory"}', 'the form was emptied'],
      ['reserve', '{"whom":"Grace"}', 'the page was left before the call ended'],
      [
        'order',
        '{"count":"3","password":"<password-field>","product":"bread","size":"large","wrapped":true}',
        'the form was sent',
      ],
    ])
  })

  it('says what is a claim of the page, what bears it out, and what the browser itself told', () => {
    const vouched = (index: number) =>
      eventsOf(index).map(({ event, provenance, corroboratedBy = [] }) => [event.type, provenance, ...corroboratedBy])
    expect(vouched(0)).toEqual([
      ['TOOL_CALL_START', 'claimed', 'webmcp'],
      ['TOOL_CALL_ARGS', 'claimed', 'webmcp'],
      ['TOOL_CALL_END', 'claimed', 'webmcp'],
      ['TOOL_CALL_RESULT', 'claimed', 'webmcp', 'dom'],
    ])
    expect(vouched(2)).toEqual([
      ['TOOL_CALL_START', 'observed'],
      ['TOOL_CALL_END', 'observed'],
      ['TOOL_CALL_RESULT', 'inferred', 'dom'],
    ])
    expect(vouched(4).map(([, provenance]) => provenance)).toEqual(['observed', 'observed', 'observed', 'observed'])
  })

  it('has what tools did by script in the agent’s steps', () => {
    expect(actionsOf(0)).toEqual([['fill', 'Search', 'agent', 'synthetic-in-run']])
    expect(actionsOf(2)).toContainEqual(['fill', 'Note', 'agent', 'synthetic-in-run'])
  })

  it('does not guess what belongs to a call whose end nobody tells', () => {
    const [scrolled] = recorded.actions.filter(({ name }) => name === 'scroll')
    expect(scrolled).toMatchObject({ actor: 'unknown', attribution: { evidence: { announced: true } } })
  })

  it('knows what the browser filled in and sent for the agent, also right after a click', () => {
    expect(actionsOf(6)).toEqual([['fill', 'For whom', 'agent', 'webmcp']])
    expect(actionsOf(7)).toEqual([
      ['fill', 'How many', 'agent', 'webmcp'],
      ['fill', 'Password', 'agent', 'webmcp'],
      ['fill', 'Product', 'agent', 'webmcp'],
      ['select_option', 'Size', 'agent', 'webmcp'],
      ['check', 'Wrapped', 'agent', 'webmcp'],
      ['submit', '', 'agent', 'webmcp'],
    ])
    expect(recorded.text).not.toContain('correct-horse')
  })

  it('knows what the person did with a form that waits: corrected it, sent it, emptied it', () => {
    // Words added to the agent's are a text of both.
    const human = recorded.actions.filter(({ actor }) => actor === 'human' || actor === 'mixed')
    expect(human).toMatchObject([
      { name: 'tab_focus' },
      { name: 'click' },
      { name: 'fill', actor: 'mixed', args: { value: 'Ada Lovelace' } },
      { name: 'click' },
      { name: 'submit' },
      { name: 'click' },
      { name: 'click' },
    ])
    const asked = heard().filter(({ event }) => event.type === 'CUSTOM')
    expect(asked.map(({ event }) => [event.name, event.value])).toMatchObject([
      ['recorder.interrupt', { reason: 'confirmation' }],
      ['recorder.resume', { status: 'resolved', payload: { approved: true } }],
      ['recorder.interrupt', {}],
      ['recorder.resume', { status: 'resolved', payload: { approved: false } }],
      ['recorder.interrupt', {}],
    ])
  })

  it('is shown by `cairn inspect` with who vouches for the call', () => {
    expect(shown).toContain('calls add {"product":"oat milk"}')
    expect(shown).toContain('by an agent nobody names, told by the browser')
    expect(shown).toContain('agent by webmcp, 90 % sure')
  })
})
