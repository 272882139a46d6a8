import { describe, expect, it } from 'vitest'
import { box, createStory, field } from '../../../support/story.ts'

function afterAgent(entered = 'Hamburg', before = '') {
  const story = createStory()
  const observationId = story.observes(1.9, [{ name: 'City', value: before }])
  story.asks(1, 'Book something')
  story.calls(2, 'c1', 'fill')
  const edit = story.agentDoes(2.1, 'c1', 'fill', { value: entered }, field('City'), { observationId })
  story.ends(3)
  return { story, edit }
}

describe('reject is found', () => {
  it.each([
    ['replaced', '', 'Lisbon'],
    ['restored', 'Oslo', 'Oslo'],
    ['emptied', 'Oslo', ''],
  ])('when the value is %s', async (how, before, became) => {
    const { story, edit } = afterAgent('Hamburg', before)
    const human = story.types(6, field('City'), became)
    expect(await story.inferred('reject')).toMatchObject([
      { targetId: edit, stepIndex: 1, text: `the person ${how} it`, evidence: [edit, human] },
    ])
  })

  it('when what was checked is unchecked', async () => {
    const story = createStory()
    story.asks(1, 'Book')
    story.calls(2, 'c1', 'check')
    const edit = story.agentDoes(2.1, 'c1', 'check', {}, box('Newsletter'))
    story.ends(3)
    story.person(5, 'uncheck', {}, { target: box('Newsletter') })
    expect(await story.inferred('reject')).toMatchObject([{ targetId: edit }])
  })
})

describe('reject is not found', () => {
  it('when the value stands, or another field is filled', async () => {
    const { story } = afterAgent()
    story.types(6, field('Name'), 'Ada')
    story.types(8, field('City'), 'Hamburg')
    expect(await story.inferred('reject')).toEqual([])
  })

  it('when much of it is left', async () => {
    const { story } = afterAgent()
    story.types(6, field('City'), 'Hamburg Altona')
    expect(await story.inferred('reject')).toEqual([])
  })

  it('when the person changes it minutes later', async () => {
    const { story } = afterAgent()
    story.types(200, field('City'), 'Lisbon')
    expect(await story.inferred('reject')).toEqual([])
  })

  it('when the agent replaces it itself, or the first value was the person’s', async () => {
    const { story } = afterAgent()
    story.calls(4, 'c2', 'fill')
    story.agentDoes(4.1, 'c2', 'fill', { value: 'Lisbon' }, field('City'))
    expect(await story.inferred('reject')).toEqual([])
    const own = createStory()
    own.types(1, field('City'), 'Hamburg')
    own.types(5, field('City'), 'Lisbon')
    expect(await own.inferred('reject')).toEqual([])
  })
})
