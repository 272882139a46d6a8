import { describe, expect, it } from 'vitest'
import { createStage, prop } from './merger-stage.ts'

const field = prop('field')
const editor = prop('editor')
const other = prop('other')

describe('what the page makes of what is typed', () => {
  it('is the value of the fill', () => {
    const stage = createStage()
    for (const [typed, made] of [
      ['a', 'A'],
      ['Ab', 'AB'],
      ['ABc', 'ABC'],
    ] as const) {
      stage.typing(field)
      stage.edit(field, typed)
      stage.put(field, made)
      stage.wait(40)
    }
    stage.wait(200)
    stage.leave(field)
    expect(stage.told).toEqual(['fill field ABC'])
  })

  it('is read at once when the field is left at once', () => {
    const stage = createStage()
    stage.typing(field)
    stage.edit(field, 'a')
    stage.put(field, 'A')
    stage.leave(field)
    expect(stage.told).toEqual(['fill field A'])
  })

  it('is not the value when the page takes it all away', () => {
    const stage = createStage()
    stage.type(field, '12345')
    stage.typing(field)
    stage.edit(field, '123456')
    stage.put(field, '')
    stage.wait(200)
    stage.flush()
    expect(stage.told).toEqual(['fill field 123456'])
  })

  it('is not what the page writes long after', () => {
    const stage = createStage()
    stage.type(field, 'abc')
    stage.wait(500)
    stage.put(field, 'something else')
    stage.leave(field)
    expect(stage.told).toEqual(['fill field abc'])
  })
})

describe('who wrote what a field holds', () => {
  const synthetic = { trusted: false, type: 'input' }
  const editorIds = (stage: ReturnType<typeof createStage>) => stage.drafts.map(({ opening }) => opening.editorIds)

  it('is remembered from one edit of it to the next, whoever makes it and however long after', () => {
    const stage = createStage()
    stage.edit(field, 'First try', { ...synthetic, keeps: false })
    stage.click(other)
    stage.wait(60_000)
    stage.type(field, ' again', 'First try')
    stage.leave(field)
    stage.edit(field, 'First try again!', synthetic)
    stage.flush()
    expect(stage.told).toEqual([
      'fill field First try',
      'click other',
      'fill field First try again',
      'fill field First try again!',
    ])
    expect(editorIds(stage)).toEqual([undefined, undefined, ['a1'], ['a1', 'a3']])
  })

  it('is forgotten when all of it is replaced', () => {
    const stage = createStage()
    stage.edit(field, '3', { ...synthetic, keeps: false })
    stage.key(field, 'Control+A')
    stage.typing(field)
    stage.edit(field, '2', { keeps: false })
    stage.typing(field)
    stage.edit(field, '20')
    stage.leave(field)
    expect(stage.told).toEqual(['fill field 3', 'press field Control+A', 'fill field 20'])
    expect(editorIds(stage)).toEqual([undefined, undefined, undefined])
  })

  it('is the first’s alone up to where another takes over, and gone where that one replaces it', () => {
    const stage = createStage()
    stage.type(field, 'mine')
    stage.edit(field, 'its own', { ...synthetic, keeps: false })
    stage.flush()
    expect(stage.drafts.map(({ name, moments }) => `${name} ${moments.at(-1)?.isTrusted}`)).toEqual([
      'fill true',
      'fill false',
    ])
    expect(editorIds(stage)).toEqual([undefined, undefined])
  })

  it('counts what was pasted, and nothing before a paste in the place of all', () => {
    const stage = createStage()
    stage.edit(field, 'agent', { ...synthetic, keeps: false })
    stage.paste(field, 'pasted', 'pasted')
    stage.wait(200)
    stage.type(field, '!', 'pasted')
    stage.flush()
    expect(stage.told[2]).toBe('fill field pasted!')
    expect(editorIds(stage)[2]).toEqual(['a2'])
  })
})

describe('an edit that the browser trusts', () => {
  it('is of the key before it, however long the browser takes for a long text', () => {
    const stage = createStage()
    stage.typing(field)
    stage.edit(field, 'a')
    stage.typing(field)
    stage.block(3000)
    stage.edit(field, 'ab')
    stage.leave(field)
    expect(stage.told).toEqual(['fill field ab'])
    expect(stage.drafts[0]?.opening.events).toEqual(['keydown'])
  })

  it('is of no key that was long ago, nor of one that has had its edit', () => {
    const stage = createStage()
    stage.typing(field)
    stage.wait(1100)
    stage.edit(field, 'a')
    stage.leave(field)
    stage.typing(field)
    stage.edit(field, 'b')
    stage.wait(60)
    stage.edit(field, 'c')
    stage.leave(field)
    expect(stage.told).toEqual(['fill field a', 'fill field b', 'fill field c'])
    expect(stage.drafts.map(({ opening }) => opening.events)).toEqual([['input'], ['keydown'], ['input']])
  })
})

describe('keys inside a text', () => {
  it('are actions of their own when the page takes them', () => {
    const stage = createStage()
    stage.type(field, 'hi')
    stage.textKey(field, 'Enter', true)
    stage.put(field, '')
    stage.wait(10)
    stage.type(field, 'you')
    stage.flush()
    expect(stage.told).toEqual(['fill field hi', 'press field Enter', 'fill field you'])
  })

  it('are none when they move the caret or begin a line', () => {
    const stage = createStage()
    stage.type(field, 'hi')
    stage.textKey(field, 'ArrowLeft', false)
    stage.textKey(field, 'Enter', false)
    stage.typing(field, { type: 'beforeinput' })
    stage.edit(field, 'h\ni')
    stage.flush()
    expect(stage.told).toEqual(['fill field h\ni'])
  })

  it('open the fill when they change a number', () => {
    const stage = createStage()
    stage.textKey(field, 'ArrowUp', false, true)
    stage.wait(10)
    stage.edit(field, '8')
    stage.textKey(field, 'ArrowUp', false, true)
    stage.wait(10)
    stage.edit(field, '9')
    stage.leave(field)
    expect(stage.told).toEqual(['fill field 9'])
    expect(stage.types(0)).toEqual(['keydown', 'input', 'keydown', 'input'])
    expect(stage.observed).toEqual(['o1@1000'])
  })

  it('come before what they make the page do', () => {
    const stage = createStage()
    stage.type(field, 'hi')
    stage.textKey(field, 'Enter', true)
    stage.submit(prop('form'))
    expect(stage.told).toEqual(['fill field hi', 'press field Enter', 'submit form'])
  })

  it('keep what was seen before them', () => {
    const stage = createStage()
    stage.textKey(field, 'ArrowDown', true)
    stage.wait(10)
    expect(stage.drafts[0]?.atMs).toBe(1000)
    expect(stage.observed).toEqual(['o1@1000'])
  })
})

describe('a rich editor', () => {
  const rich = { rich: true }

  it('has new lines by a key of its own, with what that did to the text', () => {
    const stage = createStage()
    stage.type(editor, 'Dear', '', rich)
    stage.key(editor, 'Enter')
    stage.typing(editor, { ...rich, breaks: true, type: 'beforeinput' })
    stage.edit(editor, 'Dear\n', { ...rich, breaks: true })
    stage.wait(50)
    stage.type(editor, 'Ada', 'Dear\n', rich)
    stage.flush()
    expect(stage.told).toEqual(['fill editor Dear', 'press editor Enter', 'fill editor Dear\nAda'])
    expect(stage.types(1)).toEqual(['keydown', 'beforeinput', 'input'])
  })

  it('may carry out a key without an event', () => {
    const stage = createStage()
    stage.put(editor, 'Dear')
    stage.typing(editor, rich)
    stage.put(editor, 'Dea')
    stage.wait(100)
    stage.typing(editor, rich)
    stage.put(editor, 'De')
    stage.wait(100)
    stage.leave(editor)
    expect(stage.told).toEqual(['fill editor De'])
    expect(stage.types(0)).toEqual(['keydown', 'keydown'])
    expect(stage.observed).toEqual(['o1@1000'])
  })

  it('may do so in the midst of typing, and to the last letter', () => {
    const stage = createStage()
    stage.type(editor, 'D', '', rich)
    stage.typing(editor, rich)
    stage.put(editor, '')
    stage.wait(100)
    stage.leave(editor)
    expect(stage.told).toEqual(['fill editor'])
  })

  it('is heard before whatever comes next', () => {
    const stage = createStage()
    stage.put(editor, 'Dear')
    stage.typing(editor, rich)
    stage.put(editor, 'Dea')
    stage.pressDown(other)
    stage.wait(10)
    stage.clickEvent(other)
    stage.flush()
    expect(stage.told).toEqual(['fill editor Dea', 'click other'])
  })

  it('may do nothing', () => {
    const stage = createStage()
    stage.put(editor, 'Dear')
    stage.typing(editor, rich)
    stage.wait(100)
    stage.leave(editor)
    expect(stage.told).toEqual([])
  })
})
