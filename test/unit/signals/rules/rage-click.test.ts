import { describe, expect, it } from 'vitest'
import { button, createStory } from '../../../support/story.ts'

function pressed(times: number, betweenS: number, quietS: number) {
  const story = createStory()
  const ids = Array.from({ length: times }, (_, n) => story.clicks(1 + n * betweenS, button('Apply coupon')))
  story.observes(20, [], { quietS })
  return { story, ids }
}

describe('rage-click is found', () => {
  it('of presses in a row that nothing comes of, and then none of them is a dead click', async () => {
    const { story, ids } = pressed(5, 0.2, 60)
    expect(await story.inferred('rage-click')).toMatchObject([{ targetId: ids[0], evidence: ids }])
    expect(await story.inferred('dead-click')).toEqual([])
  })

  it('counting both presses of a double click', async () => {
    const story = createStory()
    const moments = ['click', 'click', 'dblclick'].map((type) => ({ type, atMs: 0, isTrusted: true }))
    for (const atS of [1, 1.4])
      story.person(
        atS,
        'dblclick',
        { button: 'left', modifiers: [], position: null, count: 2 },
        { target: button('Apply coupon'), moments },
      )
    story.observes(9, [], { quietS: 60 })
    expect(await story.inferred('rage-click')).toHaveLength(1)
  })
})

describe('rage-click is not found', () => {
  it.each([
    ['three presses', 3, 0.2, 60],
    ['presses with time in between', 5, 3, 60],
    ['presses that the page answers', 5, 0.2, 18],
  ])('in %s', async (_what, times, betweenS, quietS) => {
    expect(await pressed(times, betweenS, quietS).story.inferred('rage-click')).toEqual([])
  })

  it('when different things are pressed', async () => {
    const story = createStory()
    for (const [n, name] of ['One', 'Two', 'Three', 'Four', 'Five'].entries()) story.clicks(1 + n * 0.2, button(name))
    story.observes(9, [], { quietS: 60 })
    expect(await story.inferred('rage-click')).toEqual([])
  })
})
