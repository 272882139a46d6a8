import { describe, expect, it } from 'vitest'
import { createStage, here, prop } from './merger-stage.ts'

const at = (x: number, y: number) => ({ ...here, x, y })

function page() {
  const [item, other, canvas] = [prop('item'), prop('other'), prop('canvas')]
  return { stage: createStage(), item, other, canvas }
}

describe('drags', () => {
  it('of the browser have start, end, types and way, and no click', () => {
    const { stage, item, other } = page()
    stage.pressDown(item, {}, at(110, 110))
    stage.wait(60)
    stage.move(140, 150)
    stage.dragStart(item)
    stage.wait(300)
    stage.drop(other)
    stage.dragEnd()
    expect(stage.told).toEqual(['drag_and_drop item'])
    expect(stage.drafts[0]!.args).toEqual({
      kind: 'html5',
      button: 'left',
      from_position: { x: 10, y: 10 },
      to: { name: 'other' },
      to_position: { x: 3, y: 4 },
      types: ['text/plain'],
      path: [
        [10, 10, 0],
        [40, 50, 60],
      ],
    })
    expect(stage.types(0)).toEqual(['pointerdown', 'dragstart', 'drop', 'dragend'])
  })

  it('of a script need no press', () => {
    const { stage, item, other } = page()
    stage.dragStart(item)
    stage.drop(other)
    stage.dragEnd()
    expect(stage.drafts[0]!.args).toMatchObject({ kind: 'html5', to: { name: 'other' } })
    expect(stage.types(0)).toEqual(['dragstart', 'drop', 'dragend'])
  })

  it('that nobody took have no end', () => {
    const { stage, item } = page()
    stage.pressDown(item)
    stage.dragStart(item)
    stage.dragEnd()
    expect(stage.drafts[0]!.args).toMatchObject({ kind: 'html5', to: null, to_position: null })
  })

  it('built from pointer events end on what lies beneath what is dragged along', () => {
    const { stage, item, other } = page()
    stage.pressDown(item, {}, at(110, 110))
    stage.move(150, 150)
    stage.mutate()
    stage.wait(100)
    stage.pressUp([item, other], at(200, 200))
    stage.clickEvent(item)
    stage.wait(1000)
    expect(stage.told).toEqual(['drag_and_drop item'])
    expect(stage.drafts[0]!.args).toMatchObject({ kind: 'pointer', to: { name: 'other' }, types: [] })
    expect(stage.types(0)).toEqual(['pointerdown', 'pointerup', 'click'])
  })

  it('on a drawing surface are never clicks', () => {
    const { stage, canvas } = page()
    stage.pressDown(canvas, {}, at(110, 110))
    stage.pressUp([canvas], at(120, 110), { drawable: true })
    stage.clickEvent(canvas)
    stage.wait(1000)
    expect(stage.told).toEqual(['drag_and_drop canvas'])
  })

  it('of a trembling hand are clicks', () => {
    const { stage, item } = page()
    stage.pressDown(item, {}, at(110, 110))
    stage.pressUp([item], at(120, 112))
    stage.clickEvent(item)
    stage.wait(1000)
    expect(stage.told).toEqual(['click item'])
  })

  it('that marked text say so', () => {
    const { stage, item, other } = page()
    stage.pressDown(item, {}, at(110, 110))
    stage.pressUp([other], at(250, 112), { selected: true })
    stage.wait(1000)
    expect(stage.drafts[0]!.args).toMatchObject({ kind: 'selection', to: { name: 'other' } })
  })

  it('of a slider are its edits', () => {
    const { stage, item } = page()
    stage.pressDown(item, {}, at(110, 110))
    stage.edit(item, '4', { byPointer: true })
    stage.edit(item, '7', { byPointer: true })
    stage.pressUp([item], at(190, 110))
    stage.clickEvent(item)
    stage.leave(item)
    stage.wait(100)
    expect(stage.told).toEqual(['fill item 7'])
  })

  it('of a scroll bar are its scrolling', () => {
    const { stage, item } = page()
    stage.pressDown(item, {}, at(110, 110))
    stage.scroll(item, 90, 0)
    stage.pressUp([item], at(110, 290))
    stage.wait(1000)
    expect(stage.told).toEqual(['scroll item'])
  })

  it('of files from outside give their names', () => {
    const { stage, item } = page()
    stage.drop(item, ['a.txt', 'b.txt'])
    expect(stage.told).toEqual(['upload_file item'])
    expect(stage.drafts[0]!.args).toEqual({
      via: 'drop',
      files: [
        { name: 'a.txt', size: 1, type: 'text/plain' },
        { name: 'b.txt', size: 1, type: 'text/plain' },
      ],
    })
  })
})

describe('the way of the pointer', () => {
  it('is one path between two actions, and comes before the next', () => {
    const { stage, item } = page()
    for (const x of [10, 60, 110, 160]) {
      stage.move(x, 10)
      stage.wait(50)
    }
    stage.click(item)
    stage.wait(1000)
    expect(stage.told).toEqual(['pointer_path', 'click item'])
    expect(stage.drafts[0]!.args).toEqual({
      points: [
        [10, 10, 0],
        [60, 10, 50],
        [110, 10, 100],
        [160, 10, 150],
      ],
    })
  })

  it('ends when it rests, and is none when the pointer hardly moved', () => {
    const { stage } = page()
    for (const x of [10, 60, 110]) stage.move(x, 10)
    stage.wait(3000)
    for (const x of [110, 111, 112]) stage.move(x, 10)
    stage.wait(3000)
    expect(stage.told).toEqual(['pointer_path'])
  })
})

describe('a button that is down when the page goes away', () => {
  it('was a click', () => {
    const { stage, item } = page()
    stage.pressDown(item)
    stage.wait(30)
    stage.leavePage()
    expect(stage.told).toEqual(['click item'])
    expect(stage.types(0)).toEqual(['pointerdown', 'pagehide'])
  })

  it('was none when it came up before, or long ago', () => {
    const { stage, item } = page()
    stage.pressDown(item)
    stage.pressUp([item])
    stage.leavePage()
    stage.pressDown(item)
    stage.wait(5000)
    stage.leavePage()
    expect(stage.told).toEqual([])
  })
})

describe('hovering', () => {
  it('is an action when the page answers', () => {
    const { stage, item } = page()
    stage.enter(item)
    stage.mutate()
    stage.wait(200)
    expect(stage.told).toEqual(['hover item'])
    expect(stage.drafts[0]!.args).toEqual({ position: { x: 3, y: 4 } })
  })

  it('is one also when only a style sheet answers', () => {
    const { stage, item } = page()
    stage.enter(item)
    stage.showMore()
    stage.wait(200)
    expect(stage.told).toEqual(['hover item'])
  })

  it('is none when nothing happens, nor when the page was changing by itself', () => {
    const { stage, item, other } = page()
    stage.enter(item)
    stage.wait(200)
    stage.mutate()
    stage.wait(100)
    stage.enter(other)
    stage.mutate()
    stage.wait(200)
    expect(stage.told).toEqual([])
  })

  it('is one on what the pointer came to rest on, also past what answers to everything that passes', () => {
    const { stage, item, other } = page()
    stage.enter(item)
    stage.mutate()
    stage.wait(10)
    stage.enter(other)
    stage.wait(50)
    stage.mutate()
    stage.wait(300)
    expect(stage.told).toEqual(['hover other'])
  })

  it.each([
    [false, ['click item']],
    [true, ['hover item', 'click item']],
  ])('before a click on the same thing is part of that, unless it was hidden: %s', (isHidden, told) => {
    const { stage, item } = page()
    if (isHidden) stage.hide(item)
    stage.enter(item)
    stage.mutate()
    stage.wait(50)
    stage.click(item)
    stage.wait(1000)
    expect(stage.told).toEqual(told)
  })

  it('comes before the click it made possible, with what was seen before it', () => {
    const { stage, item, other } = page()
    stage.enter(item)
    stage.mutate()
    stage.wait(50)
    stage.click(other)
    stage.wait(1000)
    expect(stage.told).toEqual(['hover item', 'click other'])
    expect(stage.observed[0]).toBe('o1@1000')
  })

  it('is none while a click waits: what happens then follows from the click', () => {
    const { stage, item, other } = page()
    stage.click(item)
    stage.enter(other)
    stage.mutate()
    stage.wait(1000)
    expect(stage.told).toEqual(['click item'])
  })
})

describe('fingers', () => {
  it('tap: the click they make is theirs', () => {
    const { stage, item } = page()
    stage.fingers(item, [
      [10, 10],
      [11, 10],
    ])
    stage.wait(10)
    stage.clickEvent(item, { byTouch: true })
    stage.wait(1000)
    expect(stage.told).toEqual(['tap item'])
  })

  it('tap also where the page forbids the click', () => {
    const { stage, item } = page()
    stage.fingers(item, [
      [10, 10],
      [10, 10],
    ])
    stage.wait(1000)
    expect(stage.told).toEqual(['tap item'])
    expect(stage.drafts[0]!.args).toEqual({ position: { x: 10, y: 10 }, fingers: 1 })
  })

  it('swipe', () => {
    const { stage, item } = page()
    stage.fingers(item, [
      [10, 10],
      [210, 10],
    ])
    expect(stage.told).toEqual(['swipe item'])
    expect(stage.drafts[0]!.args).toMatchObject({ from_position: { x: 10, y: 10 }, to_position: { x: 210, y: 10 } })
  })

  it('pinch', () => {
    const { stage, item } = page()
    stage.fingers(
      item,
      [
        [100, 100],
        [50, 100],
      ],
      [
        [200, 100],
        [250, 100],
      ],
    )
    expect(stage.drafts[0]!.args).toEqual({ scale: 2, center: { x: 150, y: 100 } })
  })
})

describe('the clipboard', () => {
  it('is copied to by a shortcut, in one action', () => {
    const { stage, item } = page()
    stage.key(item, 'Control+C')
    stage.copy(item, 'milk')
    stage.wait(1000)
    expect(stage.told).toEqual(['copy item'])
    expect(stage.types(0)).toEqual(['keydown', 'copy'])
  })

  it('is not copied to by a person when the page does it for a click', () => {
    const { stage, item, other } = page()
    stage.click(item)
    stage.copy(other, 'milk')
    stage.wait(1000)
    expect(stage.told).toEqual(['click item'])
    expect(stage.types(0)).toEqual(['pointerdown', 'click', 'copy'])
  })

  it('is pasted in one action with what it made of the field; typing goes on as a new one', () => {
    const { stage, item } = page()
    stage.type(item, 'oat ')
    stage.key(item, 'Control+V')
    stage.paste(item, 'milk', 'oat milk')
    stage.typing(item, { type: 'beforeinput' })
    stage.edit(item, 'oat milk')
    stage.wait(200)
    stage.type(item, '!', 'oat milk')
    stage.leave(item)
    expect(stage.told).toEqual(['fill item oat ', 'paste item oat milk', 'fill item oat milk!'])
    expect(stage.drafts[1]!.args).toEqual({ text: 'milk', types: ['text/plain'], value: 'oat milk' })
  })

  it('is pasted where there is no field', () => {
    const { stage, item } = page()
    stage.paste(item, '', null)
    stage.wait(200)
    expect(stage.drafts[0]!.args).toEqual({ text: '', types: ['text/plain'], value: null })
  })
})

describe('menus and files', () => {
  it('a context menu is the right click, whether it opens with the button going down or up', () => {
    const { stage, item } = page()
    stage.menu(item)
    stage.wait(20)
    stage.menu(item)
    stage.wait(1000)
    expect(stage.told).toEqual(['click item'])
    expect(stage.drafts[0]!.args).toMatchObject({ button: 'right' })
  })

  it('a file chosen after a click is that one action', () => {
    const { stage, item } = page()
    stage.click(item)
    stage.upload(item, 'a.txt')
    stage.wait(1000)
    expect(stage.told).toEqual(['upload_file item'])
  })
})
