import { describe, expect, it } from 'vitest'
import { createStory, field } from '../../../support/story.ts'

const insert = (n: number): string[] => Array<string>(n).fill('insertText')
const remove = (n: number): string[] => Array<string>(n).fill('deleteContentBackward')

describe('correction is found', () => {
  it.each([
    ['characters', [...insert(5), ...remove(5), ...insert(4)]],
    ['a word', [...insert(5), 'deleteWordBackward', ...insert(4)]],
  ])('when %s are deleted in between', async (_what, inputs) => {
    const story = createStory()
    const typed = story.types(1, field('City'), 'Rome', { moments: story.keys(1, inputs) })
    expect(await story.inferred('correction')).toMatchObject([{ targetId: typed, evidence: [typed] }])
  })

  it('when the same person gives the field another value', async () => {
    const story = createStory()
    const first = story.types(1, field('City'), 'Lyon')
    story.types(3, field('Name'), 'Ada')
    const second = story.types(6, field('City'), 'Paris')
    expect(await story.inferred('correction')).toMatchObject([{ targetId: first, evidence: [first, second] }])
  })
})

describe('correction is not found', () => {
  it.each([
    ['one mistyped character', [...insert(4), ...remove(1), ...insert(1)], 'Rome'],
    ['typing', insert(4), 'Rome'],
    ['deleting what was there', [...remove(3), ...insert(4)], 'Rome'],
    ['deleting all of it', [...insert(4), ...remove(4)], ''],
  ])('in %s', async (_what, inputs, value) => {
    const story = createStory()
    story.types(1, field('City'), value, { moments: story.keys(1, inputs) })
    expect(await story.inferred('correction')).toEqual([])
  })

  it('when one goes on where one stopped, minutes later, or over what an agent wrote', async () => {
    const story = createStory()
    story.types(1, field('City'), 'Ven')
    story.types(9, field('City'), 'Venice')
    story.types(300, field('City'), 'Rome')
    story.asks(301, 'Book')
    story.calls(302, 'c1', 'fill')
    story.agentDoes(302.1, 'c1', 'fill', { value: 'Oslo' }, field('City'))
    story.ends(303)
    story.types(306, field('City'), 'Lima')
    expect(await story.inferred('correction')).toEqual([])
  })
})
