import { describe, expect, it } from 'vitest'
import { button, createStory, field } from '../../../support/story.ts'

/** An agent fills in two fields; what comes then is the test's. */
function filled(end: 'success' | 'failure' | 'cancelled' = 'success') {
  const story = createStory()
  story.asks(1, 'Book Rome for Ada')
  story.calls(2, 'c1', 'fill')
  const city = story.agentDoes(2.1, 'c1', 'fill', { value: 'Rome' }, field('City'))
  story.calls(3, 'c2', 'fill')
  const name = story.agentDoes(3.1, 'c2', 'fill', { value: 'Ada' }, field('Name'))
  story.calls(3.6, 'c3', 'scroll')
  story.agentDoes(3.7, 'c3', 'scroll', { delta_x: 0, delta_y: 9, x: 0, y: 9 }, field('City'))
  const ended = story.ends(4, end)
  return { story, city, name, ended }
}

describe('accept is found', () => {
  it('of each step that did something, when the person goes on', async () => {
    const { story, city, name, ended } = filled()
    const onward = story.goesOn(6)
    expect(await story.inferred('accept')).toMatchObject([
      { targetId: city, stepIndex: 1, evidence: [city, ended, onward], by: 'accept@1' },
      { targetId: name, stepIndex: 2, evidence: [name, ended, onward] },
    ])
  })

  it('when the next request is about something else', async () => {
    const { story } = filled()
    story.asks(9, 'Which restaurants are open tonight?', 'run-2')
    expect(await story.inferred('accept')).toHaveLength(2)
  })
})

describe('accept is not found', () => {
  it('when nobody goes on', async () => {
    expect(await filled().story.inferred('accept')).toEqual([])
  })

  it('after a run that was stopped, or that failed by its own account', async () => {
    for (const end of ['cancelled', 'failure'] as const) {
      const { story } = filled(end)
      story.goesOn(15)
      expect(await story.inferred('accept')).toEqual([])
    }
  })

  it('of a step whose value the person changed, and of nothing when that is all they do', async () => {
    const { story, name } = filled()
    story.types(6, field('City'), 'Oslo')
    expect(await story.inferred('accept')).toEqual([])
    story.clicks(8, button('Book'))
    expect((await story.inferred('accept')).map(({ targetId }) => targetId)).toEqual([name])
  })

  it('when the person asks for the same again', async () => {
    const { story } = filled()
    story.asks(9, 'Book Rome for Ada, please', 'run-2')
    story.ends(10)
    story.goesOn(12)
    expect(await story.inferred('accept')).toEqual([])
  })

  it('of a value that the agent itself replaced', async () => {
    const story = createStory()
    story.asks(1, 'Book Rome')
    story.calls(2, 'c1', 'fill')
    story.agentDoes(2.1, 'c1', 'fill', { value: 'Rom' }, field('City'))
    story.calls(3, 'c2', 'fill')
    const second = story.agentDoes(3.1, 'c2', 'fill', { value: 'Rome' }, field('City'))
    story.ends(4)
    story.goesOn(6)
    expect((await story.inferred('accept')).map(({ targetId }) => targetId)).toEqual([second])
  })
})
