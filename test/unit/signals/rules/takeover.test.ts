import { describe, expect, it } from 'vitest'
import { button, createStory, field } from '../../../support/story.ts'

function running() {
  const story = createStory()
  const start = story.asks(1, 'Book Rome for Ada')
  story.calls(2, 'c1', 'fill')
  const filled = story.agentDoes(2.1, 'c1', 'fill', { value: 'Rome' }, field('City'))
  return { story, start, filled }
}

describe('takeover is found', () => {
  it('once for what a person does in a row while the run is open', async () => {
    const { story, start, filled } = running()
    const first = story.clicks(4, field('Name'))
    const second = story.types(5, field('Name'), 'Ada')
    story.ends(9)
    expect(await story.inferred('takeover')).toMatchObject([
      { targetId: filled, evidence: [start, filled, first, second], confidence: 0.9 },
    ])
  })

  it('of the run itself when the agent has done nothing yet', async () => {
    const story = createStory()
    const start = story.asks(1, 'Book')
    story.types(3, field('Name'), 'Ada')
    story.ends(9)
    expect(await story.inferred('takeover')).toMatchObject([{ targetId: start, stepIndex: null }])
  })
})

describe('takeover is not found', () => {
  it('after the run, before it, or in another tab', async () => {
    const story = createStory()
    story.types(0.5, field('Name'), 'A')
    story.asks(1, 'Book')
    story.clicks(2, button('Other'), { tabId: 9 })
    story.ends(3)
    story.types(5, field('Name'), 'Ada')
    expect(await story.inferred('takeover')).toEqual([])
  })

  it('when the person only looks around, or uses the agent’s panel', async () => {
    const { story } = running()
    story.person(3, 'scroll', { delta_x: 0, delta_y: 300, x: 0, y: 300 })
    story.person(4, 'hover', { position: null }, { target: button('Help') })
    story.clicks(5, button('History'), { surface: 'agent-ui' })
    story.person(6, 'press', { key_comb: 'Tab' })
    story.ends(9)
    expect(await story.inferred('takeover')).toEqual([])
  })

  it('when the agent had asked for it', async () => {
    const { story } = running()
    story.says(3, { type: 'CUSTOM', name: 'recorder.interrupt', value: { id: 'q', reason: 'input' } })
    story.types(5, field('Name'), 'Ada')
    story.says(6, { type: 'CUSTOM', name: 'recorder.resume', value: { interruptId: 'q', status: 'resolved' } })
    story.calls(7, 'c2', 'ask_user', {}, { afterS: 5 })
    story.types(9, field('Guests'), '2')
    story.ends(20)
    expect(await story.inferred('takeover')).toEqual([])
  })

  it('when it is the press that stops the run', async () => {
    const { story } = running()
    story.clicks(4, button('Stop the agent'))
    story.ends(4.3, 'cancelled')
    expect(await story.inferred('takeover')).toEqual([])
  })
})
