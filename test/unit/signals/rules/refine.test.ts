import { describe, expect, it } from 'vitest'
import { createStory, field } from '../../../support/story.ts'

function asked(first: string, second: string) {
  const story = createStory()
  story.asks(1, first)
  const call = story.calls(2, 'c1', 'search')
  story.ends(3)
  const again = story.asks(6, second, 'run-2')
  return { story, call, again }
}

describe('refine is found', () => {
  it.each([
    ['We arrive late.', 'We arrive late. About eleven.'],
    ['Please ring the bell', 'Please ring the bell twice'],
    ['Dear Sir, we come at nine', 'Dear Madam, we come at nine'],
  ])('when %j becomes %j', async (entered, became) => {
    const story = createStory()
    story.asks(1, 'Write a note')
    story.calls(2, 'c1', 'fill')
    const edit = story.agentDoes(2.1, 'c1', 'fill', { value: entered }, field('Note'))
    story.ends(3)
    const human = story.types(6, field('Note'), became)
    expect(await story.inferred('refine')).toMatchObject([{ targetId: edit, evidence: [edit, human] }])
  })

  it.each([
    ['Show me apples', 'Show me apples, but only organic ones'],
    ['Zeig mir Schuhe', 'Zeig mir Schuhe ohne Absatz'],
    ['Busca vuelos a Roma', 'Busca vuelos a Roma, solo directos'],
    ['Find hotels in Paris', 'only those with breakfast'],
    ['Trouve des hôtels à Lyon', 'mais pas trop chers'],
    ['靴を見せて', '靴を見せて、ただし黒だけ'],
  ])('when %j is followed by %j', async (first, second) => {
    const { story, call, again } = asked(first, second)
    expect(await story.inferred('refine')).toMatchObject([{ targetId: call, evidence: [expect.any(String), again] }])
  })
})

describe('refine is not found', () => {
  it.each([
    ['Show me apples', 'Show me apples, please'],
    ['Show me apples', 'Deliver everything tomorrow morning'],
    ['Book a table', 'No, not like that! I told you where'],
  ])('when %j is followed by %j', async (first, second) => {
    expect(await asked(first, second).story.inferred('refine')).toEqual([])
  })

  it('when the value is replaced', async () => {
    const story = createStory()
    story.asks(1, 'Write a note')
    story.calls(2, 'c1', 'fill')
    story.agentDoes(2.1, 'c1', 'fill', { value: 'Please ring the bell' }, field('Note'))
    story.ends(3)
    story.types(6, field('Note'), 'xyz')
    expect(await story.inferred('refine')).toEqual([])
  })
})
