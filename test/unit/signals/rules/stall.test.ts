import { describe, expect, it } from 'vitest'
import { createStory, field } from '../../../support/story.ts'

function running() {
  const story = createStory()
  story.asks(1, 'Book Rome')
  const call = story.calls(2, 'c1', 'fill')
  story.agentDoes(2.1, 'c1', 'fill', { value: 'Rome' }, field('City'))
  return { story, call }
}

describe('stall is found', () => {
  it('in the middle of a run', async () => {
    const { story, call } = running()
    const next = story.calls(40, 'c2', 'fill')
    story.ends(42)
    expect(await story.inferred('stall')).toMatchObject([
      { targetId: call, evidence: [expect.any(String), next], text: 'silent for 38 s' },
    ])
  })

  it('of a run that never ends', async () => {
    const { story, call } = running()
    story.observes(50, [])
    expect(await story.inferred('stall')).toMatchObject([{ targetId: call }])
  })
})

describe('stall is not found', () => {
  it('of a slow run, or of one that is over', async () => {
    const { story } = running()
    story.calls(20, 'c2', 'fill')
    story.ends(22)
    story.goesOn(90)
    expect(await story.inferred('stall')).toEqual([])
  })

  it('while it waits for the person, by a tool that waits, or while the person acts', async () => {
    const asking = running().story
    asking.says(3, { type: 'CUSTOM', name: 'recorder.interrupt', value: { id: 'q', reason: 'input' } })
    asking.says(90, { type: 'CUSTOM', name: 'recorder.resume', value: { interruptId: 'q', status: 'resolved' } })
    asking.ends(92)
    expect(await asking.inferred('stall')).toEqual([])
    const waiting = running().story
    waiting.calls(3, 'c2', 'wait', { seconds: 60 }, { afterS: 60 })
    waiting.ends(65)
    expect(await waiting.inferred('stall')).toEqual([])
    const busy = running().story
    for (const atS of [20, 40, 60]) busy.types(atS, field('Name'), `Ada ${atS}`)
    busy.ends(70)
    expect(await busy.inferred('stall')).toEqual([])
  })
})
