import { describe, expect, it } from 'vitest'
import { createStory } from '../../../support/story.ts'

function asked(first: string, second: string) {
  const story = createStory()
  const start = story.asks(1, first)
  const call = story.calls(2, 'c1', 'look')
  story.ends(3)
  const again = story.asks(6, second, 'run-2')
  return { story, start, call, again }
}

describe('re-ask is found', () => {
  it.each([
    ['Put oat drink into my basket', 'Please put the oat drink into the basket'],
    ['Book a room in Rome', 'Book a room in Rome'],
    ['Trage bitte Rom als Stadt ein', 'Bitte als Stadt Rom eintragen'],
    ['Añade leche de avena al carrito', 'Añade la leche de avena al carrito, por favor'],
    ['Добавь овсяное молоко в корзину', 'Пожалуйста, добавь в корзину овсяное молоко'],
    ['都市にローマを入力してください', 'ローマを都市に入力してください'],
  ])('when %j is followed by %j', async (first, second) => {
    const { story, start, call, again } = asked(first, second)
    expect(await story.inferred('re-ask')).toMatchObject([{ targetId: call, evidence: [start, again] }])
  })

  it('less surely when the person did something in between', async () => {
    const plain = asked('Add one night', 'Add one night')
    const worked = createStory()
    worked.asks(1, 'Add one night')
    worked.ends(3)
    worked.goesOn(4)
    worked.asks(6, 'Add one night', 'run-2')
    const [first, second] = [await plain.story.inferred('re-ask'), await worked.inferred('re-ask')]
    expect(second[0]?.confidence).toBeLessThan(first[0]?.confidence ?? 0)
  })
})

describe('re-ask is not found', () => {
  it.each([
    ['Fill in Rome as the city', 'Now add parking to the extras'],
    ['Show me apples', 'Show me apples, but only organic ones from Kent'],
    ['Wie spät ist es?', 'Was kostet das Zimmer?'],
  ])('when %j is followed by %j', async (first, second) => {
    expect(await asked(first, second).story.inferred('re-ask')).toEqual([])
  })

  it('when a client sends the same message once more, as after a tool it ran itself', async () => {
    const input = { messages: [{ id: 'm1', role: 'user', content: 'Book Rome' }] }
    const again = createStory()
    again.says(1, { type: 'RUN_STARTED', threadId: 't', runId: 'run-1', input })
    again.ends(2)
    again.asks(3, 'Book Rome', 'run-2')
    expect(await again.inferred('re-ask')).toHaveLength(1)
    const event = again.log.at(-1)
    if (event?.kind === 'agent') event.event.input = input
    expect(await again.inferred('re-ask')).toEqual([])
  })
})
