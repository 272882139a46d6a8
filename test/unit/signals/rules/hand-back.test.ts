import { describe, expect, it } from 'vitest'
import { createStory, field } from '../../../support/story.ts'

function taken() {
  const story = createStory()
  story.asks(1, 'Book Rome for Ada')
  story.calls(2, 'c1', 'fill')
  story.agentDoes(2.1, 'c1', 'fill', { value: 'Rome' }, field('City'))
  return story
}

describe('hand-back is found', () => {
  it('when the agent goes on after the person', async () => {
    const story = taken()
    const typed = story.types(5, field('Name'), 'Ada')
    const call = story.calls(9, 'c2', 'select')
    story.ends(12)
    expect(await story.inferred('hand-back')).toMatchObject([{ targetId: call, evidence: [typed, call] }])
  })
})

describe('hand-back is not found', () => {
  it('when the person does the rest', async () => {
    const story = taken()
    story.types(5, field('Name'), 'Ada')
    story.ends(12)
    expect(await story.inferred('hand-back')).toEqual([])
  })

  it('when nobody took over', async () => {
    const story = taken()
    story.calls(9, 'c2', 'select')
    story.ends(12)
    expect(await story.inferred('hand-back')).toEqual([])
  })
})
