import { beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#trajectory/action.ts'
import type { AgentEntry } from '#trajectory/agent.ts'
import type { TestPage } from '../support/browser-under-test.ts'
import type { Recorded } from '../support/popup.ts'
import { pause, useStudio } from '../support/studio.ts'

/** What test/fixtures/pages/marked.html puts on its window. */
interface PageWithMarks {
  marks: Record<'claude' | 'codex' | 'browserUse' | 'nanobrowser' | 'playwright' | 'none', () => void> & {
    codexBadge: (state: string) => void
    browserUseLog: (message: unknown, level: string) => void
  }
}
declare const window: Window & typeof globalThis & PageWithMarks

const studio = useStudio()

/** Who, by which evidence: `unknown beside claude-in-chrome`. */
const verdicts = (actions: Action[]): string[] =>
  actions
    .filter(({ name }) => name === 'click' || name === 'fill')
    .map(({ actor, surface, attribution: { evidence } }) => {
      const { marker } = evidence
      const beside = marker ? ` beside ${marker.agent}${marker.acting ? '' : ', attached'}` : ''
      return `${actor}${beside}${surface === 'page' ? '' : ` on ${surface}`}`
    })
const agentEntries = ({ log }: Recorded): AgentEntry[] => log.filter((entry) => entry.kind === 'agent')

describe('an agent that drives the browser from outside', () => {
  let recorded: Recorded
  let raw = false
  beforeAll(async () => {
    recorded = await studio.recording('/marked.html', async (page) => {
      await page.click('#count')
      await page.evaluate(() => window.marks.claude())
      await page.click('#count')
      await page.type('#name', 'Ada')
      raw = await page.pressRaw('#count')
      await page.evaluate(() => document.querySelector<HTMLElement>('#count')!.click())
      // The cursor of the agent moves all the time; that is no answer to the pointer's rest here.
      await page.hover('#count')
      await pause(500)
      await page.click('#claude-agent-stop-button')
      await pause(1300)
      await page.click('#count')
    })
  })

  it('makes real input nobody’s for sure while its marks are there, and no longer', () => {
    expect(verdicts(recorded.actions)).toEqual([
      'human',
      'unknown beside claude-in-chrome',
      // Click and keys.
      'unknown beside claude-in-chrome',
      'unknown beside claude-in-chrome',
      ...(raw ? ['agent beside claude-in-chrome'] : []),
      'agent beside claude-in-chrome',
      'unknown beside claude-in-chrome on agent-ui',
      'human',
    ])
    expect(recorded.actions.every(({ actor, attribution }) => actor !== 'agent' || attribution.confidence < 0.8)).toBe(
      true,
    )
    expect(recorded.actions.filter(({ name }) => name === 'hover')).toEqual([])
  })

  it('is a run that its page claims, and that the person cancels with its stop button', () => {
    expect(recorded.header.agents).toMatchObject([{ name: 'claude-in-chrome', version: null }])
    const [began, finished, ...more] = agentEntries(recorded)
    expect(more).toEqual([])
    expect([began, finished]).toMatchObject([
      { channel: 'marker@1', provenance: 'claimed', event: { type: 'RUN_STARTED' } },
      { channel: 'marker@1', runId: began!.runId, event: { type: 'RUN_FINISHED', outcome: { type: 'cancelled' } } },
    ])
    expect(recorded.log.filter((entry) => entry.kind === 'signal')).toMatchObject([
      { type: 'cancel', targetId: began!.id, by: 'marker@1', provenance: 'inferred' },
    ])
  })
})

describe('agents of every row', () => {
  it('are told by what they leave, and by what it says', async () => {
    const click = (page: TestPage): Promise<void> => page.click('#count')
    const recorded = await studio.recording('/marked.html', async (page) => {
      await page.evaluate(() => window.marks.codex())
      await click(page)
      await page.evaluate(() => window.marks.codexBadge('active'))
      await click(page)
      await page.evaluate(() => window.marks.codexBadge('handoff'))
      await pause(1300)
      await click(page)
      await page.evaluate(() => {
        window.marks.none()
        window.marks.nanobrowser()
      })
      await click(page)
      await page.evaluate(() => {
        window.marks.none()
        window.marks.browserUse()
      })
      await page.evaluate(() => {
        window.marks.browserUseLog('There is one button.', 'thought')
        window.marks.browserUseLog('Clicked it', 'action')
        window.marks.browserUseLog({ toString: () => 'not a text' }, 'thought')
      })
      // After the highlight is gone, as it does when it types.
      await pause(1300)
      await click(page)
      await page.evaluate(() => window.marks.playwright())
      await click(page)
    })
    expect(verdicts(recorded.actions)).toEqual([
      'human beside codex, attached',
      'unknown beside codex',
      'human beside codex, attached',
      'unknown beside nanobrowser',
      'unknown beside browser-use',
      'unknown beside playwright',
    ])
    const clicks = recorded.actions.filter(({ name }) => name === 'click')
    expect(clicks[0]!.attribution.confidence).toBeLessThan(0.7)
    const shown = agentEntries(recorded).filter(({ channel }) => channel === 'browser-use-log@1')
    expect(shown).toMatchObject([
      { provenance: 'claimed', event: { type: 'REASONING_MESSAGE_CHUNK', delta: 'There is one button.' } },
      { provenance: 'claimed', event: { type: 'RAW', event: { message: 'Clicked it', level: 'action' } } },
    ])
    const run = agentEntries(recorded).find(
      ({ agent, channel }) => agent.name === 'browser-use' && channel === 'marker@1',
    )
    expect(shown[0]!.runId).toBe(run!.runId)
    expect(recorded.header.coverage).toEqual({ 'agent-malformed': 1 })
  })
})
