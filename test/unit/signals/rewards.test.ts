import { describe, expect, it } from 'vitest'
import { signalsOf } from '#signals/infer-signals.ts'
import { createOverview } from '#signals/overview.ts'
import { outcomesOf } from '#signals/outcomes.ts'
import { defaultRewards, RewardTableSchema, type RewardTable } from '#signals/reward-table.ts'
import { rewardsOf, type Rewards } from '#signals/rewards.ts'
import type { Entry } from '#trajectory/entry.ts'
import { createStory, field, storyHeader } from '../../support/story.ts'

/** An agent fills in two fields, the person replaces the first and goes on. */
function story() {
  const told = createStory()
  told.asks(1, 'Book Rome for Ada')
  told.calls(2, 'c1', 'fill')
  const city = told.agentDoes(2.1, 'c1', 'fill', { value: 'Hamburg' }, field('City'))
  told.calls(3, 'c2', 'fill')
  told.agentDoes(3.1, 'c2', 'fill', { value: 'Ada' }, field('Name'))
  told.calls(4, 'c3', 'look')
  told.ends(5)
  told.types(7, field('City'), 'Lisbon')
  told.goesOn(9)
  return { told, city }
}

async function rewards(log: Entry[], table: RewardTable = defaultRewards): Promise<Rewards> {
  const sorted = [...log].sort((a, b) => a.atMs - b.atMs)
  const overview = await createOverview(storyHeader(sorted), sorted)
  return rewardsOf(overview, signalsOf(overview), table)
}

function signal(type: string, targetId: string, more: object = {}): Entry {
  const { told } = story()
  return {
    ...told.log[0],
    id: 'backgr0und000003:99',
    kind: 'signal',
    type,
    targetId,
    text: null,
    score: null,
    by: 'explicit',
    confidence: 1,
    ...more,
  } as Entry
}

describe('rewards', () => {
  it('are given to the steps of agents by what is inferred, weighed by confidence', async () => {
    const { process, steps, outcome, table } = await rewards(story().told.log)
    expect(table).toBe('cairn-rewards@1')
    // reject -1 × 0.85 × 0.5; accept 0.5 × 0.8 × 0.5.
    expect(steps).toEqual([
      { stepIndex: 1, process: -0.425, because: [{ type: 'reject', by: 'reject@1', worth: -0.425 }] },
      { stepIndex: 2, process: 0.2, because: [{ type: 'accept', by: 'accept@1', worth: 0.2 }] },
      { stepIndex: 3, process: null, because: [] },
    ])
    expect(process).toBeCloseTo((-0.425 + 0.2) / 2, 10)
    expect(outcome).toBeNull()
  })

  it('let what a person says stand alone, unless the table adds both', async () => {
    const { told, city } = story()
    const given = signal('accept', city)
    const [first] = (await rewards([...told.log, given])).steps
    expect(first).toEqual({ stepIndex: 1, process: 0.5, because: [{ type: 'accept', by: given.id, worth: 0.5 }] })
    const both = await rewards([...told.log, given], { ...defaultRewards, inferredBesideGiven: true })
    expect(both.steps[0]?.process).toBeCloseTo(0.5 - 0.425, 10)
  })

  it('turn a rating into -1 to 1, and stay within', async () => {
    const { told, city } = story()
    const rated = (await rewards([...told.log, signal('rating', city, { score: 0.25 })])).steps[0]
    expect(rated?.process).toBe(-0.5)
    const harsh = [signal('reject', city), { ...signal('scold', city), id: 'backgr0und000003:98' }]
    expect((await rewards([...told.log, ...harsh])).steps[0]?.process).toBe(-1)
  })

  it('keep the outcome apart, and do not believe the agent', async () => {
    const { told } = story()
    expect((await rewards(told.log)).outcome).toBeNull()
    const trusting = {
      ...defaultRewards,
      judges: ['agent' as const],
      outcome: { ...defaultRewards.outcome, agent: { success: 0.1, partly: 0, failure: 0 } },
    }
    expect((await rewards(told.log, trusting)).outcome).toEqual({ reward: 0.1, by: 'agent' })
    told.judged(12, false)
    expect((await rewards(told.log)).outcome).toEqual({ reward: -1, by: 'human' })
  })

  it('are the same whenever they are computed, by a table that says all there is to know', async () => {
    const { told } = story()
    expect(await rewards(told.log)).toEqual(
      await rewards(told.log, RewardTableSchema.parse(JSON.parse(JSON.stringify(defaultRewards)))),
    )
    expect(RewardTableSchema.safeParse({ ...defaultRewards, signals: { applause: 1 } }).success).toBe(false)
  })
})

describe('outcomes', () => {
  it('are kept apart by who judges', async () => {
    const { told } = story()
    told.judged(12, false)
    const log = [...told.log].sort((a, b) => a.atMs - b.atMs)
    expect(outcomesOf(await createOverview(storyHeader(log), log))).toMatchObject({
      human: { success: false, by: 'human' },
      agent: { success: true, by: 'agent', text: 'Done.' },
      validator: null,
    })
  })
})
