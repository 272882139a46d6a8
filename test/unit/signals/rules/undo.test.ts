import { describe, expect, it } from 'vitest'
import { button, createStory, field } from '../../../support/story.ts'

describe('undo is found', () => {
  it('of the undo key, once for several presses', async () => {
    const story = createStory()
    const typed = story.types(1, field('Note'), 'Two beds')
    const key = story.person(3, 'press', { key_comb: 'Control+z' }, { target: field('Note') })
    story.person(3.5, 'press', { key_comb: 'Control+z' }, { target: field('Note') })
    expect(await story.inferred('undo')).toMatchObject([{ targetId: typed, evidence: [typed, key] }])
  })

  it.each(['Undo', 'Rückgängig', 'Deshacer', '撤销', 'Cofnij zmianę'])('of a button %j', async (label) => {
    const story = createStory()
    const added = story.clicks(1, button('Add extra'))
    const undone = story.clicks(3, button(label))
    expect(await story.inferred('undo')).toMatchObject([{ targetId: added, evidence: [added, undone] }])
  })

  it.each([
    ['Remove Oat drink', 'Add Oat drink'],
    ['Oat drink löschen', 'Oat drink in den Korb'],
    ['Supprimer Oat drink', 'Ajouter Oat drink'],
  ])('of %j after %j', async (label, made) => {
    const story = createStory()
    story.asks(0.5, 'Oat drink')
    story.calls(1, 'c1', 'click')
    const added = story.agentDoes(
      1.1,
      'c1',
      'click',
      { button: 'left', modifiers: [], position: null, count: 1 },
      button(made),
    )
    story.ends(2)
    story.clicks(5, button(label))
    expect(await story.inferred('undo')).toMatchObject([{ targetId: added }])
  })

  it('of Cancel after something was entered', async () => {
    const story = createStory()
    story.types(1, field('Name'), 'Ada')
    const last = story.types(2, field('City'), 'Rome')
    story.clicks(4, button('Cancel'))
    expect(await story.inferred('undo')).toMatchObject([{ targetId: last }])
  })

  it('of going back from where an agent had gone', async () => {
    const story = createStory()
    story.asks(0.5, 'Show me prices')
    story.calls(1, 'c1', 'click')
    const link = story.agentDoes(
      1.1,
      'c1',
      'click',
      { button: 'left', modifiers: [], position: null, count: 1 },
      button('Prices'),
    )
    story.navigates(1.4, link, '/prices')
    story.ends(2)
    story.inBrowser(6, 'go_back', { url: 'https://shop.example/' })
    expect(await story.inferred('undo')).toMatchObject([{ targetId: link }])
  })

  it('on the word of the agent', async () => {
    const story = createStory()
    story.asks(0.5, 'Fill in')
    story.calls(1, 'c1', 'fill')
    const filled = story.agentDoes(1.1, 'c1', 'fill', { value: 'x' }, field('Name'))
    story.says(3, { type: 'CUSTOM', name: 'recorder.undo', value: { toolCallId: 'c1' } })
    expect(await story.inferred('undo')).toMatchObject([{ targetId: filled, confidence: 0.7 }])
  })
})

describe('undo is not found', () => {
  it('when what is deleted was there before', async () => {
    const story = createStory()
    story.types(1, field('Extra'), 'Parking')
    story.clicks(2, button('Add extra'))
    story.clicks(4, button('Delete Breakfast'))
    expect(await story.inferred('undo')).toEqual([])
  })

  it('of Cancel when nothing was entered, or of words that only begin alike', async () => {
    const story = createStory()
    story.clicks(1, button('Open'))
    story.clicks(2, button('Cancel'))
    story.clicks(3, button('Undoubtedly'))
    expect(await story.inferred('undo')).toEqual([])
  })

  it('minutes later, or when the person goes back from where they went themselves', async () => {
    const story = createStory()
    story.clicks(1, button('Add extra'))
    story.clicks(100, button('Undo'))
    const link = story.clicks(101, button('Prices'))
    story.navigates(101.3, link, '/prices')
    story.inBrowser(105, 'go_back', { url: 'https://shop.example/' })
    expect(await story.inferred('undo')).toEqual([])
  })
})
