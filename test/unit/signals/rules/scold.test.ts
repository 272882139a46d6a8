import { describe, expect, it } from 'vitest'
import { phrases } from '#signals/words.ts'
import { createStory } from '../../../support/story.ts'

function told(second: string) {
  const story = createStory()
  story.asks(1, 'Write a note')
  const call = story.calls(2, 'c1', 'fill')
  story.ends(3)
  story.asks(6, second, 'run-2')
  return { story, call }
}

describe('scold is found', () => {
  it.each([
    "That's wrong. Do it properly",
    'I told you to be polite',
    'ARE YOU EVEN LISTENING TO ME',
    'Nein, das ist falsch',
    'Te dije que fuera corta',
    "C'est pas ce que je voulais",
    'Это неправильно',
    '不对，我说的是晚上',
    '違う、丁寧に書いて',
  ])('in %j', async (text) => {
    const { story, call } = told(text)
    expect(await story.inferred('scold')).toMatchObject([{ targetId: call }])
  })

  it.each(Object.entries(phrases))('by every phrase of %s', async (_language, { scolding }) => {
    expect(scolding.length).toBeGreaterThan(2)
    for (const phrase of scolding) expect(await told(phrase).story.inferred('scold'), phrase).toHaveLength(1)
  })
})

describe('scold is not found', () => {
  it.each([
    'Write that the last bill had a wrong total',
    'Make it shorter, please',
    'Say that you are sorry',
    'Book FIFA tickets',
    'Thank you! Now in German',
  ])('in %j', async (text) => {
    expect(await told(text).story.inferred('scold')).toEqual([])
  })

  it('in a first request, which nothing went before', async () => {
    const story = createStory()
    story.asks(1, "Tell them that's wrong")
    story.ends(2)
    expect(await story.inferred('scold')).toEqual([])
  })
})
