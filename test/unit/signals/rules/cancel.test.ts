import { describe, expect, it } from 'vitest'
import { button, createStory, field } from '../../../support/story.ts'

function running() {
  const story = createStory()
  story.asks(1, 'Fill in the form')
  const call = story.calls(2, 'c1', 'fill')
  story.agentDoes(2.1, 'c1', 'fill', { value: 'Bonn' }, field('City'))
  return { story, call }
}

describe('cancel is found', () => {
  it('surely when the person pressed Stop just before', async () => {
    const { story, call } = running()
    const press = story.clicks(5, button('Stop'), { surface: 'agent-ui' })
    const end = story.ends(5.2, 'cancelled')
    expect(await story.inferred('cancel')).toMatchObject([{ targetId: call, evidence: [press, end], confidence: 0.95 }])
  })

  it('on the word of the run alone, less surely', async () => {
    const { story } = running()
    story.ends(5, 'cancelled')
    expect(await story.inferred('cancel')).toMatchObject([{ confidence: 0.7 }])
  })
})

describe('cancel is found, although the run cannot say so', () => {
  it.each(['tab_close', 'goto', 'reload'] as const)('when the person takes its page away by %s', async (name) => {
    const { story, call } = running()
    story.inBrowser(4, name, name === 'tab_close' ? {} : { url: 'https://elsewhere.example/' })
    expect(await story.inferred('cancel')).toMatchObject([{ targetId: call, confidence: 0.6 }])
  })
})

describe('cancel is not found', () => {
  it.each(['success', 'failure', 'error'] as const)('when the run ends by %s', async (end) => {
    const { story } = running()
    story.clicks(5, button('Stop'), { surface: 'agent-ui' })
    story.ends(5.2, end)
    expect(await story.inferred('cancel')).toEqual([])
  })

  it('when the page is left after the run', async () => {
    const { story } = running()
    story.ends(4)
    story.inBrowser(5, 'reload', { url: 'https://shop.example/' })
    expect(await story.inferred('cancel')).toEqual([])
  })

  it('while a run is open', async () => {
    expect(await running().story.inferred('cancel')).toEqual([])
  })
})
