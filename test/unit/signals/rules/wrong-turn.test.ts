import { describe, expect, it } from 'vitest'
import { button, createStory, field } from '../../../support/story.ts'

function gone() {
  const story = createStory()
  const observationId = story.observes(0.9, [], { url: 'https://shop.example/' })
  const link = story.clicks(1, button('Terms'), { observationId })
  const arrived = story.navigates(1.3, link, '/terms')
  return { story, link, arrived }
}

describe('wrong-turn is found', () => {
  it('when the person goes back with nothing done', async () => {
    const { story, link, arrived } = gone()
    story.person(3, 'scroll', { delta_x: 0, delta_y: 300, x: 0, y: 300 })
    const back = story.inBrowser(6, 'go_back', { url: 'https://shop.example/' })
    expect(await story.inferred('wrong-turn')).toMatchObject([
      { targetId: link, evidence: [link, arrived, back], confidence: 0.8 },
    ])
  })

  it('when somebody goes back of whom the browser does not tell, less surely', async () => {
    const { story, link } = gone()
    story.inBrowser(6, 'go_back', { url: 'https://shop.example/' }, 'unknown')
    expect(await story.inferred('wrong-turn')).toMatchObject([{ targetId: link, confidence: 0.5 }])
  })

  it('when a link leads back; after a while less surely', async () => {
    const { story, link } = gone()
    const back = story.clicks(40, button('Home'))
    story.navigates(40.3, back, '/?from=terms')
    expect(await story.inferred('wrong-turn')).toMatchObject([{ targetId: link, confidence: 0.5 }])
  })
})

describe('wrong-turn is not found', () => {
  it('when something was done there', async () => {
    const { story } = gone()
    story.types(3, field('Question'), 'Children too?')
    story.inBrowser(6, 'go_back', { url: 'https://shop.example/' })
    expect(await story.inferred('wrong-turn')).toEqual([])
  })

  it('when the page was read', async () => {
    const { story } = gone()
    story.inBrowser(80, 'go_back', { url: 'https://shop.example/' })
    expect(await story.inferred('wrong-turn')).toEqual([])
  })

  it('when the way leads on', async () => {
    const { story } = gone()
    const next = story.clicks(4, button('Prices'))
    story.navigates(4.3, next, '/prices')
    expect(await story.inferred('wrong-turn')).toEqual([])
  })
})
