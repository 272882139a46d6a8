import { EventSchemas } from '@ag-ui/core/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'
import { serveBuilt } from '../support/built-pages.ts'
import { askPage } from '../support/doings.ts'
import { inspect } from '../support/inspect.ts'
import { launchBrowser } from '../support/launch.ts'
import type { Pages } from '../support/pages.ts'
import { openPopup, readRecorded, type Popup, type Recorded } from '../support/popup.ts'
import { pause } from '../support/studio.ts'
import type { Doings } from '../mcp-b/page.ts'

let browser: BrowserUnderTest
let pages: Pages
let popup: Popup
let page: TestPage
let recorded: Recorded
let shown: string
/** What the page's own code got, by what it did. */
const got: Record<string, unknown> = {}

const doing = <N extends keyof Doings>(name: N, ...args: Parameters<Doings[N]>): Promise<unknown> =>
  askPage(page, name, args)

const request = (payload: unknown) => ({ channel: 'mcp-default', type: 'mcp', direction: 'client-to-server', payload })
const answer = (payload: unknown) => ({ ...request(payload), direction: 'server-to-client' })

beforeAll(async () => {
  ;[browser, pages] = await Promise.all([launchBrowser(), serveBuilt('test/mcp-b')])
  popup = await openPopup(browser)
  await popup.record('Let the agent fill the basket')
  page = await browser.newPage(pages.url('/page.html'))
  await page.bringToFront()
  got.tools = await doing('connect')
  got.added = await doing('call', 'add_to_basket', { product: 'oat milk', apiKey: 'sk-page-0123456789abcdefghij' })
  await page.click('#gift')
  got.failed = await doing('call', 'fail', {})
  got.long = ((await doing('call', 'read_all', {})) as { content: { text: string }[] }).content[0]?.text.length
  got.cancelled = await doing('cancelled', 'wait')
  await pause()
  await doing('post', [
    request(null),
    request({ jsonrpc: '1.0', id: 900, method: 'tools/call' }),
    request({ jsonrpc: '2.0', id: 901, method: 'tools/call', params: { name: 7 } }),
    request({ jsonrpc: '2.0', id: { nested: 1 }, method: 'tools/call', params: { name: 'fail' } }),
    { ...request({ jsonrpc: '2.0', id: 902, method: 'ping' }), direction: 'sideways' },
    answer({ jsonrpc: '2.0', id: 903, result: {} }),
    // A call that nobody answers, and its number once more.
    answer({ jsonrpc: '2.0', id: 'made-up', method: 'ping' }),
    { ...request({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'made_up' } }), channel: 'other' },
    { ...request({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'made_up' } }), channel: 'other' },
  ])
  // While that call is open, a person works on, and the page scrolls by itself.
  await page.type('#search', 'rye')
  await page.evaluate(() => scrollTo(0, 500))
  await pause()
  got.still = await doing('call', 'add_to_basket', { product: 'rye bread' })
  await doing(
    'post',
    Array.from({ length: 3000 }, (_, id) => request({ jsonrpc: '2.0', id: id + 5000, method: 'ping' })),
  )
  got.flooded = await doing('call', 'add_to_basket', { product: 'after the flood' })
  await pause(1000)
  await popup.stop()
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
const steps = () => recorded.steps.filter(({ toolCall }) => toolCall !== null)
const gap = (reason: string) => recorded.log.find((entry) => entry.kind === 'gap' && entry.reason === reason)

describe('a page with MCP-B', () => {
  it('works as if nobody listened', () => {
    const text = (text: string) => ({ content: [{ type: 'text', text }] })
    expect(got).toMatchObject({
      tools: ['add_to_basket', 'fail', 'read_all', 'wait'],
      added: text('oat milk is in the basket'),
      failed: { isError: true },
      long: 500_000,
      cancelled: 'cancelled',
      still: text('rye bread is in the basket'),
      flooded: text('after the flood is in the basket'),
    })
  })

  it('has its calls in the log as what they are: claims, by the name the agent gave itself', () => {
    for (const { event, channel, provenance } of heard()) {
      expect(EventSchemas.safeParse(event).error?.issues, JSON.stringify(event)).toBeUndefined()
      expect({ channel, provenance: provenance === 'inferred' ? 'claimed' : provenance }).toEqual({
        channel: 'mcp-b@1',
        provenance: 'claimed',
      })
    }
    expect(heard()[0]?.agent).toEqual({ name: 'basket-agent', version: '2.1.0', instance: 'mcp-default' })
    expect(steps().map(({ toolCall }) => toolCall)).toMatchObject([
      {
        name: 'add_to_basket',
        args: '{"product":"oat milk","apiKey":"<omitted>"}',
        result: 'oat milk is in the basket',
      },
      { name: 'fail', args: '{}', result: expect.stringContaining('sold out') as string },
      { name: 'read_all', result: '' },
      { name: 'wait', result: 'cancelled' },
      { name: 'made_up' },
      { name: 'add_to_basket', result: 'rye bread is in the basket' },
      { name: 'add_to_basket', result: 'after the flood is in the basket' },
    ])
    expect(recorded.text).not.toContain('sk-page-')
  })

  it('has what a tool did by script in the agent’s step, and what a person did not', () => {
    const [first] = steps()
    const done = recorded.actions.map(({ name, actor, attribution: { method }, target }) => [
      name,
      target?.name,
      actor,
      method,
    ])
    expect(done).toEqual(
      expect.arrayContaining([
        ['fill', 'Search', 'agent', 'synthetic-in-run'],
        ['click', 'Add', 'agent', 'synthetic-in-run'],
        ['check', 'A gift', 'human', 'trusted-primary'],
        // The agent's words are still in the field.
        ['fill', 'Search', 'mixed', 'editors'],
      ]),
    )
    expect(first?.actionIds).toHaveLength(2)
    const result = heard().find(({ event }) => event.type === 'TOOL_CALL_RESULT')
    expect(result?.corroboratedBy).toEqual(['dom'])
  })

  it('cannot take what happens by itself for an agent’s by leaving a call open', () => {
    const scrolled = recorded.actions.find(({ name }) => name === 'scroll')
    expect(scrolled).toMatchObject({ actor: 'unknown', attribution: { evidence: { announced: true } } })
  })

  it('may post what it likes: that is counted, and nothing else of it is kept', () => {
    expect(gap('agent-malformed')).toMatchObject({ count: 5 })
    // And those of the flood's answers whose question was forgotten.
    expect(gap('agent-out-of-order')).toMatchObject({ detail: expect.stringContaining('out of order') as string })
    expect(gap('agent-oversized')).toMatchObject({ count: 1 })
    expect(gap('agent-flood')).toBeDefined()
  })

  it('is shown by `cairn inspect` with who is said to have called', () => {
    expect(shown).toContain('calls add_to_basket {"product":"oat milk","apiKey":"<omitted>"}')
    expect(shown).toContain('by basket-agent 2.1.0, says http://127.0.0.1')
  })
})
