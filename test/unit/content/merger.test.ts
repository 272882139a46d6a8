import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createStage, prop } from './merger-stage.ts'

const page = () => {
  const checkbox = prop('checkbox')
  const link = prop('link')
  return {
    stage: createStage(),
    button: prop('button'),
    field: prop('field'),
    other: prop('other'),
    select: prop('select'),
    checkbox,
    link,
    form: prop('form'),
  }
}

describe('clicks', () => {
  it('are held back until they cannot become a double click any more, and then stand where they began', () => {
    const { stage, button } = page()
    stage.click(button)
    stage.wait(499)
    expect(stage.told).toEqual([])
    stage.wait(1)
    expect(stage.told).toEqual(['click button'])
    expect(stage.drafts[0]).toMatchObject({
      atMs: 1000,
      endAtMs: 1080,
      args: { button: 'left', modifiers: [], position: { x: 3, y: 4 } },
    })
    expect(stage.types(0)).toEqual(['pointerdown', 'click'])
  })

  it('show the page as it was when the button went down', () => {
    const { stage, button } = page()
    stage.click(button)
    stage.flush()
    expect(stage.observed).toEqual(['o1@1000'])
  })

  it('become one double click with all five events', () => {
    const { stage, button } = page()
    stage.click(button)
    stage.wait(100)
    stage.pressDown(button)
    stage.clickEvent(button, { detail: 2 })
    stage.dblclickEvent(button)
    stage.wait(1000)
    expect(stage.told).toEqual(['dblclick button'])
    expect(stage.types(0)).toEqual(['pointerdown', 'click', 'pointerdown', 'click', 'dblclick'])
    expect(stage.observed).toEqual(['o1@1000'])
  })

  it('stay two when they are far apart', () => {
    const { stage, button } = page()
    stage.click(button)
    stage.wait(600)
    stage.click(button)
    stage.wait(600)
    expect(stage.told).toEqual(['click button', 'click button'])
  })

  it('stay two when they hit two elements, however fast', () => {
    const { stage, button, other } = page()
    stage.click(button)
    stage.click(other)
    stage.wait(600)
    expect(stage.told).toEqual(['click button', 'click other'])
    expect(stage.types(1)).toEqual(['pointerdown', 'click'])
  })

  it('of a third time are one triple click', () => {
    const { stage, button } = page()
    stage.click(button)
    stage.pressDown(button)
    stage.clickEvent(button, { detail: 2 })
    stage.dblclickEvent(button)
    stage.pressDown(button)
    stage.clickEvent(button, { detail: 3 })
    stage.wait(1000)
    expect(stage.told).toEqual(['click button'])
    expect(stage.drafts[0]!.args).toMatchObject({ count: 3 })
    expect(stage.types(0)).toEqual(['pointerdown', 'click', 'pointerdown', 'click', 'dblclick', 'pointerdown', 'click'])
  })

  it('on what the page takes away when it is pressed are clicks on that', () => {
    const { stage, button, other } = page()
    stage.pressDown(button)
    stage.remove(button)
    stage.pressUp([other])
    // Firefox sends the click to what lay around it.
    stage.clickEvent(other)
    stage.click(other)
    stage.wait(1000)
    expect(stage.told).toEqual(['click button', 'click other'])
    expect(stage.types(0)).toEqual(['pointerdown', 'pointerup', 'click'])
    expect(stage.drafts[0]!.glimpse.observationId()).toBe('o1@1000')
  })

  it('in quick succession are one action with their number, however long they go on', () => {
    const { stage, button } = page()
    for (let detail = 1; detail <= 9; detail++) {
      stage.click(button, { detail })
      if (detail === 2) stage.dblclickEvent(button)
      stage.wait(150)
    }
    stage.wait(1000)
    expect(stage.told).toEqual(['click button'])
    expect(stage.drafts[0]!.args).toMatchObject({ count: 9 })
  })

  it('in quick succession on what the page replaces each time are counted once', () => {
    const stage = createStage()
    const buttons = [1, 2, 3, 4].map((n) => prop(`button ${n}`))
    for (const [index, button] of buttons.entries()) stage.click(button, { detail: index + 1 })
    stage.click(buttons[3]!, { detail: 5 })
    stage.wait(1000)
    expect(stage.drafts.map(({ args }) => (args as { count: number }).count)).toEqual([1, 1, 1, 2])
  })

  it('of a script are clicks too', () => {
    const { stage, button } = page()
    stage.clickEvent(button, { trusted: false, detail: 0 })
    stage.wait(600)
    expect(stage.told).toEqual(['click button'])
    expect(stage.drafts[0]!.opening.isTrusted).toBe(false)
  })

  it('that begin on a child and end on its parent belong to the parent, with the press of the child', () => {
    const { stage, button } = page()
    const card = prop('card', [button])
    stage.pressDown(button)
    stage.clickEvent(card)
    stage.wait(600)
    expect(stage.types(0)).toEqual(['pointerdown', 'click'])
  })

  it('do not take over the press of somebody else', () => {
    const { stage, button } = page()
    stage.pressDown(button)
    stage.clickEvent(button, { trusted: false, detail: 0 })
    stage.wait(600)
    expect(stage.drafts[0]!.moments.every(({ isTrusted }) => !isTrusted)).toBe(true)
  })
})

describe('checks', () => {
  it('are made of the click on the box', () => {
    const { stage, checkbox } = page()
    stage.click(checkbox)
    stage.toggle(checkbox, true)
    stage.wait(600)
    expect(stage.told).toEqual(['check checkbox'])
    expect(stage.types(0)).toEqual(['pointerdown', 'click', 'change'])
  })

  it('are made of the click on the label, and have the box as their target', () => {
    const { stage, checkbox } = page()
    const label = prop('label', [checkbox])
    stage.click(label)
    stage.clickEvent(checkbox)
    stage.toggle(checkbox, true)
    stage.wait(600)
    expect(stage.told).toEqual(['check checkbox'])
    expect(stage.types(0)).toEqual(['pointerdown', 'click', 'click', 'change'])
    expect(stage.observed[0]).toBe('o1@1000')
  })

  it('are made of Space, however long it was held down', () => {
    const { stage, checkbox } = page()
    stage.key(checkbox, 'Space')
    stage.wait(300)
    stage.clickEvent(checkbox, { detail: 0 })
    stage.toggle(checkbox, false)
    stage.wait(600)
    expect(stage.told).toEqual(['uncheck checkbox'])
    expect(stage.types(0)).toEqual(['keydown', 'click', 'change'])
  })

  it('by a script right after a person clicked around the box stay the script’s', () => {
    const { stage, checkbox } = page()
    const card = prop('card', [checkbox])
    stage.click(card)
    stage.wait(50)
    stage.clickEvent(checkbox, { trusted: false, detail: 0 })
    stage.toggle(checkbox, true)
    stage.wait(600)
    expect(stage.told).toEqual(['click card', 'check checkbox'])
    expect(stage.drafts.map(({ opening }) => opening.isTrusted)).toEqual([true, false])
  })

  it('without any click stand for themselves', () => {
    const { stage, checkbox } = page()
    stage.toggle(checkbox, true)
    expect(stage.told).toEqual(['check checkbox'])
  })
})

describe('choices', () => {
  it('are made of the click that opened the list', () => {
    const { stage, select } = page()
    stage.click(select)
    stage.wait(300)
    stage.choose(select, 'large')
    expect(stage.told).toEqual(['select_option select large'])
    expect(stage.types(0)).toEqual(['pointerdown', 'click', 'change'])
  })

  it('are made of the key that moved through the list, one for each', () => {
    const { stage, select } = page()
    for (const label of ['small', 'large']) {
      stage.key(select, 'ArrowDown')
      stage.choose(select, label)
    }
    expect(stage.told).toEqual(['select_option select small', 'select_option select large'])
    expect(stage.types(1)).toEqual(['keydown', 'change'])
  })

  it('in an open list are made when the button goes down, and the click that follows is part of them', () => {
    const { stage } = page()
    const option = prop('option')
    const list = prop('list', [option])
    stage.pressDown(option)
    stage.choose(list, 'large')
    stage.wait(80)
    stage.clickEvent(option)
    stage.wait(600)
    expect(stage.told).toEqual(['select_option list large'])
    expect(stage.types(0)).toEqual(['pointerdown', 'change', 'click'])
    expect(stage.observed).toEqual(['o1@1000'])
  })

  it('that come long after the click are an action of their own', () => {
    const { stage, select } = page()
    stage.click(select)
    stage.wait(3000)
    stage.choose(select, 'large')
    expect(stage.told).toEqual(['click select', 'select_option select large'])
  })

  it('of a script do not become those of the person who just clicked there', () => {
    const { stage, select } = page()
    stage.click(select)
    stage.choose(select, 'large', { trusted: false })
    stage.wait(600)
    expect(stage.told).toEqual(['click select', 'select_option select large'])
    expect(stage.drafts.map(({ opening }) => opening.isTrusted)).toEqual([true, false])
  })
})

describe('fills', () => {
  it('are one action for all that is typed until the field is left', () => {
    const { stage, field } = page()
    stage.click(field)
    stage.type(field, 'oat')
    stage.wait(5000)
    stage.type(field, ' milk', 'oat')
    expect(stage.told).toEqual(['click field'])
    stage.leave(field)
    expect(stage.told).toEqual(['click field', 'fill field oat milk'])
    expect(stage.drafts[1]!.moments).toHaveLength(3 * 'oat milk'.length)
  })

  it('show the page as it was before the first key', () => {
    const { stage, field } = page()
    stage.wait(500)
    stage.type(field, 'a')
    stage.leave(field)
    expect(stage.drafts[0]!.atMs).toBe(1500)
    expect(stage.observed).toEqual(['o1@1500'])
  })

  it('do not begin with a key that led to nothing long ago', () => {
    const { stage, field } = page()
    stage.typing(field)
    stage.wait(60_000)
    stage.type(field, 'a')
    stage.leave(field)
    expect(stage.drafts[0]!.atMs).toBe(61_000)
  })

  it('are two when an agent writes and a person goes on in the same field', () => {
    const { stage, field } = page()
    stage.edit(field, 'First try', { trusted: false })
    stage.wait(100)
    stage.type(field, ' human', 'First try')
    stage.leave(field)
    expect(stage.told).toEqual(['fill field First try', 'fill field First try human'])
    expect(stage.drafts.map(({ opening }) => opening.isTrusted)).toEqual([false, true])
  })

  it('are two when a person writes and an agent goes on', () => {
    const { stage, field } = page()
    stage.type(field, 'ab')
    stage.edit(field, 'abc', { trusted: false })
    stage.leave(field)
    expect(stage.told).toEqual(['fill field ab', 'fill field abc'])
  })

  it('do not take in what a page makes the browser type, behind a key it swallowed or a text somebody typed', () => {
    const { stage, field } = page()
    stage.typing(field)
    stage.wait(4000)
    stage.edit(field, 'I agree to pay')
    stage.flush()
    expect(stage.types(0)).toEqual(['input'])
    expect(stage.drafts[0]?.opening.primary).not.toBe(true)

    const next = page()
    next.stage.type(next.field, 'mine')
    next.stage.wait(4000)
    next.stage.edit(next.field, 'mine forged')
    next.stage.flush()
    expect(next.stage.told).toEqual(['fill field mine', 'fill field mine forged'])
    expect(next.stage.types(1)).toEqual(['input'])
  })

  it('end when another field is filled', () => {
    const { stage, field, other } = page()
    stage.type(field, 'a')
    stage.type(other, 'b')
    stage.flush()
    expect(stage.told).toEqual(['fill field a', 'fill other b'])
  })

  it('carry the rule that masked them, counted once', () => {
    const { stage, field } = page()
    stage.typing(field)
    for (let i = 0; i < 3; i++) stage.edit(field, { value: '<password-field>', rule: 'password-field' })
    stage.leave(field)
    expect(stage.drafts[0]).toMatchObject({ args: { value: '<password-field>' }, redacted: { 'password-field': 1 } })
  })

  it('stay masked when the page makes an ordinary field of a secret one meanwhile', () => {
    const { stage, field } = page()
    for (const content of ['a', { value: '<password-field>', rule: 'password-field' }, 'a secret']) {
      stage.typing(field)
      stage.edit(field, content)
    }
    stage.leave(field)
    expect(stage.drafts).toMatchObject([{ args: { value: '<password-field>' }, redacted: { 'password-field': 1 } }])
  })

  it('are not begun by a key that writes nothing', () => {
    const { stage, field } = page()
    stage.typing(field)
    stage.leave(field)
    stage.flush()
    expect(stage.told).toEqual([])
  })
})

describe('keys and submissions', () => {
  it('Enter in a field is a fill, a press and a submit that follows from it', () => {
    const { stage, field, form } = page()
    stage.type(field, 'tea')
    stage.key(field, 'Enter')
    stage.clickEvent(prop('send'), { detail: 0 })
    stage.submit(form)
    expect(stage.told).toEqual(['fill field tea', 'press field Enter', 'submit form'])
    expect(stage.types(1)).toEqual(['keydown', 'click'])
    expect(stage.drafts[2]!.opening.causeId).toBe('a2')
    expect(stage.drafts[2]!.glimpse.observationId()).toBe(stage.drafts[1]!.glimpse.observationId())
  })

  it('a click on the button is a click and a submit that follows from it', () => {
    const { stage, button, form } = page()
    stage.click(button)
    stage.submit(form)
    expect(stage.told).toEqual(['click button', 'submit form'])
    expect(stage.drafts[1]!.opening.causeId).toBe('a1')
  })

  it('a submit out of nowhere has no cause', () => {
    const { stage, button, form } = page()
    stage.click(button)
    stage.wait(5000)
    stage.submit(form)
    expect(stage.drafts[1]!.opening.causeId).toBeUndefined()
  })

  it('two keys are two presses, with their names in the moments', () => {
    const { stage, button } = page()
    stage.key(button, 'Escape')
    stage.key(button, 'Control+A')
    stage.flush()
    expect(stage.told).toEqual(['press button Escape', 'press button Control+A'])
    expect(stage.drafts[1]!.moments[0]!.note).toBe('Control+A')
  })

  it('a real click after a key is an action of its own', () => {
    const { stage, button } = page()
    stage.key(button, 'Shift+Tab')
    stage.click(button)
    stage.wait(600)
    expect(stage.told).toEqual(['press button Shift+Tab', 'click button'])
  })
})

describe('scrolling', () => {
  it('of a script in the midst of a gesture is its own: it goes another way than the wheel, or further', () => {
    const stage = createStage()
    stage.scrollByWheel(40, 0, 120)
    stage.wait(50)
    stage.scrollByWheel(120, 40, 120)
    stage.wait(50)
    stage.scrollByWheel(2000, 120, 120)
    stage.wait(50)
    stage.scrollByWheel(1990, 2000, 120)
    stage.wait(50)
    stage.scrollByWheel(2050, 1990, 120)
    stage.flush()
    expect(stage.drafts.map(({ args, opening }) => [args, opening.sinceScrollInputMs])).toEqual([
      [{ delta_x: 0, delta_y: 120, x: 0, y: 120 }, 50],
      [{ delta_x: 0, delta_y: 1870, x: 0, y: 1990 }, undefined],
      [{ delta_x: 0, delta_y: 60, x: 0, y: 2050 }, 50],
    ])
  })

  it('is one action until nothing moved for a while', () => {
    const { stage } = page()
    stage.scroll(null, 100, 0)
    stage.wait(100)
    stage.scroll(null, 250, 100)
    stage.wait(199)
    expect(stage.drafts).toEqual([])
    stage.wait(1)
    expect(stage.drafts[0]).toMatchObject({ name: 'scroll', args: { delta_x: 0, delta_y: 250, x: 0, y: 250 } })
  })

  it('of another element is another action', () => {
    const { stage, other } = page()
    stage.scroll(null, 100, 0)
    stage.scroll(other, 50, 0)
    stage.wait(500)
    expect(stage.drafts.map(({ args }) => args)).toEqual([
      expect.objectContaining({ delta_y: 100 }),
      expect.objectContaining({ delta_y: 50 }),
    ])
  })
})

describe('flush', () => {
  it('gives out everything held back, in the order it began', () => {
    const { stage, button, field } = page()
    stage.scroll(null, 100, 0)
    stage.wait(10)
    stage.type(field, 'a')
    stage.wait(10)
    stage.key(button, 'Escape')
    stage.flush()
    expect(stage.told).toEqual(['scroll', 'fill field a', 'press button Escape'])
    expect(stage.drafts.map(({ atMs }) => atMs)).toEqual(
      [...stage.drafts.map(({ atMs }) => atMs)].sort((a, b) => a - b),
    )
  })

  it('gives out nothing twice', () => {
    const { stage, button } = page()
    stage.click(button)
    stage.flush()
    stage.flush()
    stage.wait(2000)
    expect(stage.told).toEqual(['click button'])
  })
})

describe('moments', () => {
  it('are kept up to a limit, and counted beyond it', () => {
    const { stage, field } = page()
    for (let i = 0; i < 500; i++) stage.edit(field, 'x'.repeat(i))
    stage.flush()
    expect(stage.drafts[0]!.moments).toHaveLength(200)
    expect(stage.drafts[0]!.momentsDropped).toBe(300)
  })

  type Stage = ReturnType<typeof createStage>
  const [button, field, select, checkbox] = [prop('button'), prop('field'), prop('select'), prop('checkbox')]
  const label = prop('label', [checkbox])
  const trust = fc.boolean()
  const deed: fc.Arbitrary<(stage: Stage) => void> = fc.oneof(
    fc.tuple(fc.constantFrom(button, field, select, checkbox, label), trust).map(([on, trusted]) => (stage: Stage) => {
      stage.click(on, { trusted })
    }),
    fc.tuple(fc.constantFrom(button, checkbox), trust).map(([on, trusted]) => (stage: Stage) => {
      stage.clickEvent(on, { trusted, detail: 0 })
    }),
    fc.constantFrom(button, field).map((on) => (stage: Stage) => {
      stage.click(on)
      stage.pressDown(on)
      stage.clickEvent(on, { detail: 2 })
      stage.dblclickEvent(on)
    }),
    fc.tuple(fc.constantFrom('Enter', 'Escape'), fc.constantFrom(button, field)).map(([key, on]) => (stage: Stage) => {
      stage.key(on, key)
    }),
    fc.tuple(fc.stringMatching(/^[a-z]{1,4}$/), trust).map(([text, trusted]) => (stage: Stage) => {
      stage.type(field, text, '', { trusted })
    }),
    trust.map((trusted) => (stage: Stage) => stage.choose(select, 'large', { trusted })),
    fc.tuple(fc.boolean(), trust).map(
      ([checked, trusted]) =>
        (stage: Stage) =>
          stage.toggle(checkbox, checked, { trusted }),
    ),
    fc.constant((stage: Stage) => stage.leave(field)),
    fc.constant((stage: Stage) => stage.submit(prop('form'))),
    fc.tuple(fc.nat(500), fc.constantFrom(null, button)).map(
      ([y, on]) =>
        (stage: Stage) =>
          stage.scroll(on, y + 1, 0),
    ),
    fc.nat(900).map((durationMs) => (stage: Stage) => stage.wait(durationMs)),
    fc.constant((stage: Stage) => stage.flush()),
  )

  it('lose nothing that was read, and hold nothing twice', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
        const stage = createStage()
        const read: string[] = []
        const original = stage.merger.read
        stage.merger.read = (reading, facts) => {
          // Documented: a leave only ends a fill.
          if (reading.kind !== 'leave') read.push(`${facts.type}@${facts.atMs}/${facts.isTrusted}`)
          original(reading, facts)
        }
        for (const deed of deeds) {
          stage.wait(1)
          deed(stage)
        }
        stage.flush()
        const kept = stage.drafts.flatMap(({ moments }) =>
          moments.map(({ type, atMs, isTrusted }) => `${type}@${atMs}/${isTrusted}`),
        )
        expect([...kept].sort()).toEqual([...read].sort())
      }),
      { numRuns: 500 },
    )
  })

  it('stand in time order within each action, between its beginning and its end', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
        const stage = createStage()
        for (const deed of deeds) deed(stage)
        stage.flush()
        for (const { atMs, endAtMs, moments } of stage.drafts) {
          const times = moments.map((moment) => moment.atMs)
          expect(times).toEqual([...times].sort((a, b) => a - b))
          expect([times[0], times.at(-1)]).toEqual([atMs, endAtMs])
        }
      }),
    )
  })

  it('never mix what a person did into what a script began, but for the browser’s own consequences', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
        const stage = createStage()
        for (const deed of deeds) deed(stage)
        stage.flush()
        for (const { opening, moments } of stage.drafts) {
          if (opening.isTrusted) expect(moments.filter(({ isTrusted }) => !isTrusted)).toEqual([])
        }
      }),
      { numRuns: 500 },
    )
  })
})
