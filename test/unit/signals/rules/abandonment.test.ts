import { describe, expect, it } from 'vitest'
import { button, createStory, field } from '../../../support/story.ts'

describe('abandonment is found', () => {
  it.each(['cancelled', 'error', 'failure'] as const)('after a run that ended by %s', async (end) => {
    const story = createStory()
    const start = story.asks(1, 'Book Rome')
    const call = story.calls(2, 'c1', 'fill')
    const ended = story.ends(3, end)
    story.observes(9, [])
    expect(await story.inferred('abandonment')).toMatchObject([
      { targetId: call, evidence: [start, ended], confidence: 0.6 },
    ])
    story.judged(10, false)
    expect(await story.inferred('abandonment')).toMatchObject([{ confidence: 0.85 }])
  })

  it('of a form that is left as it was filled in', async () => {
    const story = createStory()
    const typed = story.types(1, field('Name'), 'Ada')
    story.person(2, 'press', { key_comb: 'Tab' }, { target: field('Name') })
    const leaving = story.inBrowser(5, 'goto', { url: 'https://elsewhere.example/' })
    expect(await story.inferred('abandonment')).toMatchObject([{ targetId: typed, evidence: [typed, leaving] }])
  })
})

describe('abandonment is not found', () => {
  it('when the person goes on, or the run did well', async () => {
    const goesOn = createStory()
    goesOn.asks(1, 'Book Rome')
    goesOn.ends(3, 'cancelled')
    goesOn.types(6, field('City'), 'Rome')
    goesOn.clicks(7, button('Book'))
    expect(await goesOn.inferred('abandonment')).toEqual([])
    const well = createStory()
    well.asks(1, 'Book Rome')
    well.ends(3)
    expect(await well.inferred('abandonment')).toEqual([])
  })

  it('when the form was sent, by a button or by Enter, or the page was not left', async () => {
    for (const send of ['button', 'enter', 'none'] as const) {
      const story = createStory()
      story.types(1, field('Name'), 'Ada')
      if (send === 'button') story.clicks(2, button('Book'))
      if (send === 'enter') story.person(2, 'press', { key_comb: 'Enter' }, { target: field('Name') })
      if (send !== 'none') story.inBrowser(5, 'tab_close', {})
      expect(await story.inferred('abandonment')).toEqual([])
    }
  })

  it('when somebody judged it a success', async () => {
    const story = createStory()
    story.asks(1, 'Book Rome')
    story.ends(3, 'cancelled')
    story.judged(5, true)
    expect(await story.inferred('abandonment')).toEqual([])
  })
})
