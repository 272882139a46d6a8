import { describe, expect, it } from 'vitest'
import { createStory, field } from '../../../support/story.ts'

const insert = (n: number): string[] => Array<string>(n).fill('insertText')

describe('hesitation is found', () => {
  it('when somebody stops in the middle of typing', async () => {
    const story = createStory()
    const typed = story.types(1, field('City'), 'Venice', { moments: story.keys(1, insert(6), [80, 6000, 80, 80, 80]) })
    expect(await story.inferred('hesitation')).toMatchObject([
      { targetId: typed, text: 'stopped for 6 s while typing' },
    ])
  })

  it('when all that was typed is deleted again', async () => {
    const story = createStory()
    const inputs = [...insert(5), ...Array<string>(5).fill('deleteContentBackward')]
    const typed = story.types(1, field('City'), '', { moments: story.keys(1, inputs) })
    expect(await story.inferred('hesitation')).toMatchObject([{ targetId: typed, text: 'typed and deleted again' }])
  })
})

describe('hesitation is not found', () => {
  it.each([
    ['steady typing', insert(6), 'Venice', 300],
    ['emptying a field', ['deleteContentBackward', 'deleteContentBackward'], '', 80],
    ['correcting', [...insert(5), 'deleteContentBackward', ...insert(2)], 'Venice', 80],
  ])('in %s', async (_what, inputs, value, betweenMs) => {
    const story = createStory()
    story.types(1, field('City'), value, { moments: story.keys(1, inputs, betweenMs) })
    expect(await story.inferred('hesitation')).toEqual([])
  })

  it('of an agent', async () => {
    const story = createStory()
    story.asks(0.5, 'Book')
    story.calls(1, 'c1', 'fill')
    story.agentDoes(1.1, 'c1', 'fill', { value: 'Rome' }, field('City'), {
      moments: story.keys(1.1, insert(2), 9000),
    })
    expect(await story.inferred('hesitation')).toEqual([])
  })
})
