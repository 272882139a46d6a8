import { describe, expect, it } from 'vitest'
import { button, createStory, field } from '../../../support/story.ts'

describe('dead-click is found', () => {
  it('when the page stays as it was', async () => {
    const story = createStory()
    story.observes(1, [], { quietS: 9 })
    const dead = story.clicks(1.1, button('Apply coupon'))
    const after = story.observes(4, [], { quietS: 12 })
    expect(await story.inferred('dead-click')).toMatchObject([{ targetId: dead, evidence: [dead, after] }])
  })
})

describe('dead-click is not found', () => {
  it('when the page changed, or something followed', async () => {
    const changed = createStory()
    changed.clicks(1.1, button('Count'))
    changed.observes(4, [], { quietS: 2.8 })
    expect(await changed.inferred('dead-click')).toEqual([])
    const gone = createStory()
    const link = gone.clicks(1.1, button('Terms'))
    gone.navigates(1.5, link, '/terms')
    gone.observes(4, [], { quietS: 12 })
    expect(await gone.inferred('dead-click')).toEqual([])
  })

  it('when nobody looked afterwards, or too soon, or an old log does not tell', async () => {
    const story = createStory()
    story.clicks(1.1, button('Apply coupon'))
    expect(await story.inferred('dead-click')).toEqual([])
    story.observes(1.3, [], { quietS: 9 })
    expect(await story.inferred('dead-click')).toEqual([])
    const old = createStory()
    old.clicks(1.1, button('Apply coupon'))
    old.observes(4, [])
    expect(await old.inferred('dead-click')).toEqual([])
  })

  it('of a field, of another mouse button, or of an agent', async () => {
    const story = createStory()
    story.clicks(1, field('City'))
    story.person(3, 'click', { button: 'right', modifiers: [], position: null, count: 1 }, { target: button('Menu') })
    story.clicks(5, button('Apply coupon'), { actor: 'agent' })
    story.observes(9, [], { quietS: 60 })
    expect(await story.inferred('dead-click')).toEqual([])
  })
})
