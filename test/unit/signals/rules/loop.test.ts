import { describe, expect, it } from 'vitest'
import { click } from '../../../support/sample-log.ts'
import { button, createStory } from '../../../support/story.ts'

/** An agent that presses these buttons, one a second; `states` is what each press finds. */
function presses(names: readonly string[], quietS: number, states: readonly string[] = []) {
  const story = createStory()
  story.asks(0.5, 'Go on')
  const calls = names.map((name, n) => {
    const observationId = story.observes(1.05 + n, [{ name: states[n] ?? 'Same', role: 'button' }], { quietS })
    const call = story.calls(1 + n, `c${n}`, 'click', { on: name })
    story.agentDoes(1.1 + n, `c${n}`, 'click', click, button(name), { observationId })
    return call
  })
  story.ends(names.length + 2, 'failure')
  return { story, calls }
}

describe('loop is found', () => {
  it('of one step that changes nothing', async () => {
    const { story, calls } = presses(['Apply', 'Apply', 'Apply', 'Apply'], 60)
    expect(await story.inferred('loop')).toMatchObject([
      { targetId: calls[0], loop: { period: 1, count: 4 }, evidence: calls },
    ])
  })

  it('of a circle of steps, with its period and count', async () => {
    const { story, calls } = presses(['Start', 'Open', 'Close', 'Open', 'Close', 'Open', 'Close', 'End'], 0.1, [
      'a',
      'b',
      'c',
      'b',
      'c',
      'b',
      'c',
      'b',
    ])
    expect(await story.inferred('loop')).toMatchObject([
      { targetId: calls[1], loop: { period: 2, count: 3 }, evidence: calls.slice(1, 7), confidence: 0.9 },
    ])
  })

  it('of a call that does nothing to the page and always gives the same', async () => {
    const story = createStory()
    story.asks(0.5, 'Find it')
    for (const n of [1, 2, 3]) story.calls(n, `c${n}`, 'search', { text: 'oat' }, { content: 'nothing found' })
    story.ends(9)
    expect(await story.inferred('loop')).toMatchObject([{ loop: { period: 1, count: 3 } }])
  })
})

describe('loop is not found', () => {
  it('of repeats that change the page', async () => {
    expect(await presses(['More', 'More', 'More', 'More'], 0.1).story.inferred('loop')).toEqual([])
  })

  it('of the same action in another state', async () => {
    const names = ['Next', 'Next', 'Next', 'Next']
    expect(await presses(names, 60, ['p1', 'p2', 'p3', 'p4']).story.inferred('loop')).toEqual([])
  })

  it('of two in a row, of waiting, or of a person', async () => {
    expect(await presses(['Apply', 'Apply', 'Other'], 60).story.inferred('loop')).toEqual([])
    const story = createStory()
    story.asks(0.5, 'Wait')
    for (const n of [1, 2, 3]) story.calls(n, `c${n}`, 'wait', { seconds: 1 })
    story.ends(9)
    for (const n of [11, 12, 13, 14]) story.clicks(n, button('Apply'))
    expect(await story.inferred('loop')).toEqual([])
  })
})
