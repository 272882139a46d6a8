import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { parseEntry } from '#trajectory/entry.ts'
import { inWords, record, type RecordedAction } from './recording.ts'

let recording: ReturnType<typeof record>

beforeEach(() => {
  document.body.replaceChildren()
})
afterEach(() => recording.stop())

/** Shows a page and begins to record it. */
function show(html: string): void {
  document.body.setHTMLUnsafe(html)
  recording = record()
}

const find = <E extends HTMLElement = HTMLElement>(selector: string): E => document.querySelector<E>(selector)!
const pause = (durationMs: number) => new Promise((resolve) => setTimeout(resolve, durationMs))

/** A click at a place: the runner's own search for an element does not survive a form that hides its properties. */
async function clickAt(element: Element, inset: number): Promise<void> {
  const box = Element.prototype.getBoundingClientRect.call(element)
  // The runner shows this page in a frame, scaled to fit.
  const frame = frameElement!.getBoundingClientRect()
  const scale = frame.width / innerWidth
  const place = {
    x: frame.x + (box.x + inset) * scale,
    y: frame.y + (box.y + inset) * scale,
    button: 'left',
    clickCount: 1,
  } as const
  await cdp().send('Input.dispatchMouseEvent', { type: 'mousePressed', ...place })
  await cdp().send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...place })
}

async function told(): Promise<string[]> {
  return (await recording.stop()).actions.map(inWords)
}

describe('what a person does', () => {
  it('a click', async () => {
    show('<button>Go</button>')
    await userEvent.click(find('button'))
    const { actions } = await recording.stop()
    expect(actions.map(inWords)).toEqual(['human click Go'])
    expect(actions[0]).toMatchObject({
      args: { button: 'left', modifiers: [], position: { x: expect.any(Number) as number } },
      attribution: {
        method: 'trusted-primary',
        evidence: { isTrusted: true, pointerType: 'mouse', events: ['pointerdown', 'click'] },
      },
    })
  })

  it('an accent and its letter are part of the text', async () => {
    show('<input aria-label="City">')
    await userEvent.click(find('input'))
    await userEvent.keyboard('for')
    for (const [key, text, windowsVirtualKeyCode] of [
      ['Dead', undefined, 221],
      ['ê', 'ê', 69],
    ] as const) {
      const type = text === undefined ? 'rawKeyDown' : 'keyDown'
      await cdp().send('Input.dispatchKeyEvent', { type, key, text, windowsVirtualKeyCode })
      await cdp().send('Input.dispatchKeyEvent', { type: 'keyUp', key, windowsVirtualKeyCode })
    }
    await userEvent.keyboard('t')
    expect(await told()).toEqual(['human click City', 'human fill City = forêt'])
  })

  it('a double click is one', async () => {
    show('<button>Go</button>')
    await userEvent.dblClick(find('button'))
    const { actions } = await recording.stop()
    expect(actions.map(inWords)).toEqual(['human dblclick Go'])
    expect(actions[0]!.moments.map(({ type }) => type)).toEqual([
      'pointerdown',
      'click',
      'pointerdown',
      'click',
      'dblclick',
    ])
  })

  it('three clicks in a row are one triple click', async () => {
    show('<button>Go</button>')
    await userEvent.tripleClick(find('button'))
    const { actions } = await recording.stop()
    expect(actions.map(inWords)).toEqual(['human click Go'])
    expect(actions[0]).toMatchObject({ args: { count: 3 } })
  })

  it('a click with a key held and another button', async () => {
    show('<button>Go</button>')
    await userEvent.click(find('button'), { button: 'right', modifiers: ['Shift'] } as never)
    const { actions } = await recording.stop()
    expect(actions.map(({ args }) => args)).toMatchObject([{ button: 'right', modifiers: ['Shift'] }])
  })

  it('typing is one fill, however many keys, with the page as it was before the first', async () => {
    show('<input aria-label="Search" value="oat">')
    await userEvent.click(find('input'))
    await userEvent.keyboard(' milk')
    const { actions, entries } = await recording.stop()
    expect(actions.map(inWords)).toEqual(['human click Search', 'human fill Search = oat milk'])
    const before = entries.find(({ id }) => id === actions[1]!.observationId)
    expect(before).toMatchObject({ kind: 'observation', outline: [{ name: 'Search', value: 'oat' }] })
    expect(actions[1]!.moments.filter(({ type }) => type === 'input')).toHaveLength(5)
  })

  it('text that comes without a key has an unknown author', async () => {
    show('<input aria-label="Search">')
    await userEvent.fill(find('input'), 'oat milk')
    expect(await told()).toEqual(['unknown fill Search = oat milk'])
  })

  it('leaving a field ends its fill', async () => {
    show('<input aria-label="A"><input aria-label="B">')
    await userEvent.click(find('input'))
    await userEvent.keyboard('1{Tab}2')
    expect(await told()).toEqual(['human click A', 'human fill A = 1', 'human press A = Tab', 'human fill B = 2'])
  })

  it('writing in a text area and in an editor', async () => {
    show(
      '<textarea aria-label="Note"></textarea><div contenteditable aria-label="Editor" style="min-height:20px"></div>',
    )
    await userEvent.click(find('textarea'))
    await userEvent.keyboard('a{Enter}b')
    await userEvent.click(find('div'))
    await userEvent.keyboard('rich')
    expect(await told()).toEqual([
      'human click Note',
      'human fill Note = a\nb',
      'human click Editor',
      'human fill Editor = rich',
    ])
  })

  it('a checkbox, by itself, by its label, and by Space', async () => {
    show('<label>Gift <input type="checkbox" id="gift"></label><label for="gift">also gift</label>')
    await userEvent.click(find('#gift'))
    await pause(600)
    await userEvent.click(find('label[for]'))
    await pause(600)
    await userEvent.keyboard('[Space]')
    const { actions } = await recording.stop()
    expect(actions.map(({ actor, name }) => `${actor} ${name}`)).toEqual([
      'human check',
      'human uncheck',
      'human check',
    ])
    expect(actions.every(({ target }) => target?.tag === 'input')).toBe(true)
  })

  it('radio buttons, by the arrow keys too', async () => {
    show('<label><input type="radio" name="s">Small</label><label><input type="radio" name="s">Large</label>')
    await userEvent.click(find('label'))
    await userEvent.keyboard('[ArrowDown]')
    // One intent, and what was seen before it is from before the key.
    const { actions } = await recording.stop()
    expect(actions.map(inWords)).toEqual(['human check Small', 'human check Large'])
    expect(actions[1]?.moments.map(({ type }) => type)).toContain('keydown')
  })

  it('a choice by the keyboard', async () => {
    show('<select aria-label="Size"><option>Small<option>Large</select>')
    find('select').focus()
    await userEvent.keyboard('[ArrowDown]')
    expect(await told()).toEqual(['human select_option Size = Large'])
  })

  it('a choice in an open list', async () => {
    show('<select aria-label="Size" size="3"><option>Small<option>Medium<option>Large</select>')
    await userEvent.click(find('option:last-child'))
    const { actions } = await recording.stop()
    expect(actions.map(inWords)).toEqual(['human select_option Size = Large'])
    expect(actions[0]!.moments.map(({ type }) => type)).toEqual(['pointerdown', 'change', 'click'])
  })

  it('Enter submits: a fill, a press, and a submit that follows from it', async () => {
    show('<form aria-label="Search form" onsubmit="return false"><input aria-label="Search"><button>Go</button></form>')
    await userEvent.click(find('input'))
    await userEvent.keyboard('tea{Enter}')
    const { actions } = await recording.stop()
    expect(actions.map(inWords)).toEqual([
      'human click Search',
      'human fill Search = tea',
      'human press Search = Enter',
      'human submit Search form',
    ])
    expect(actions[3]!.attribution.evidence.causeId).toBe(actions[2]!.id)
    expect(actions[3]!.observationId).toBe(actions[2]!.observationId)
  })

  it('the submit button: a click and a submit', async () => {
    show('<form aria-label="Order" onsubmit="return false"><button>Buy</button></form>')
    await userEvent.click(find('button'))
    expect(await told()).toEqual(['human click Buy', 'human submit Order'])
  })

  it('shortcuts and keys of the page', async () => {
    show('<div tabindex="0" aria-label="Board">x</div>')
    find('div').focus()
    await userEvent.keyboard('{Escape}j{Control>}a{/Control}')
    expect(await told()).toEqual([
      'human press Board = Escape',
      'human press Board = j',
      'human press Board = Control+A',
    ])
  })

  it('the wheel', async () => {
    show('<div id="box" style="height:100px;overflow:auto"><div style="height:2000px"></div></div>')
    await userEvent.wheel(find('#box'), { delta: { y: 300 } })
    await pause(500)
    const { actions } = await recording.stop()
    expect(actions.map(({ name, args }) => [name, args])).toMatchObject([['scroll', { delta_y: 300, y: 300 }]])
  })

  it('a password is never recorded, nor what mirrors it', async () => {
    show('<input type="password" aria-label="Password"><p></p>')
    find('input').addEventListener(
      'input',
      () => (find('p').textContent = `you typed ${find<HTMLInputElement>('input').value}`),
    )
    await userEvent.click(find('input'))
    await userEvent.keyboard('hunter2!')
    await userEvent.click(find('p'))
    const { actions, entries } = await recording.stop()
    expect(actions.map(inWords).slice(0, 2)).toEqual(['human click Password', 'human fill Password = <password-field>'])
    expect(actions[1]!.redacted).toMatchObject({ 'password-field': 1 })
    expect(JSON.stringify(entries)).not.toContain('hunter2!')
  })

  it.each<[string, (field: HTMLInputElement) => void, (field: HTMLInputElement) => void]>([
    ['by its type, for an instant', (field) => (field.type = 'password'), (field) => (field.type = 'text')],
    ['by its label', (field) => (field.labels![0]!.firstChild!.textContent = 'Password'), () => undefined],
    ['by its placeholder', (field) => (field.placeholder = 'Password'), () => undefined],
    ['by dots', (field) => field.style.setProperty('-webkit-text-security', 'disc'), () => undefined],
  ])('a field that becomes a password %s, between two events of one task, is masked', async (_how, hide, reveal) => {
    show('<label>Name <input></label>')
    const field = find<HTMLInputElement>('input')
    const type = (value: string): void => {
      field.value = value
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType: 'insertText' }))
    }
    type('Ada')
    hide(field)
    type('hunter2!')
    reveal(field)
    type('hunter2')
    const { actions, entries } = await recording.stop()
    expect(actions.map(({ args }) => args)).toEqual([
      { value: expect.stringMatching(/^<(?:password|secret)-field>$/) as unknown },
    ])
    expect(JSON.stringify(entries.filter(({ kind }) => kind !== 'dom'))).not.toContain('hunter2!')
  })
})

describe('a secret where nobody asked for it', () => {
  it('is masked as it is typed on in a nameless field that shows what a password field held', async () => {
    show('<input type="password" aria-label="Password"><button>Show</button>')
    find('button').addEventListener('click', () => {
      const plain = document.createElement('input')
      plain.value = find<HTMLInputElement>('input').value
      find('input').replaceWith(plain)
    })
    await userEvent.click(find('input'))
    await userEvent.keyboard('hunter2!')
    await userEvent.click(find('button'))
    await userEvent.click(find('input'))
    await userEvent.keyboard('{End}andmore')
    const { actions, entries } = await recording.stop()
    expect(actions.filter(({ name }) => name === 'fill').map(({ args }) => args)).toEqual([
      { value: '<password-field>' },
      { value: '<password-field>' },
    ])
    expect(JSON.stringify(entries)).not.toMatch(/hunter2!|andmore/)
  })

  it.each([
    ['label', '<label><input type="checkbox"> Remember my CVC <input aria-label="CVC" value="471"> here</label>'],
    [
      'other element',
      '<p id="p">Remember my CVC <input aria-label="CVC" value="471"> here</p><input type="checkbox" aria-labelledby="p">',
    ],
  ])('is not part of a name that takes in a field of its %s', async (_where, html) => {
    show(html)
    await userEvent.click(find('input[type=checkbox]'))
    const { actions, entries } = await recording.stop()
    expect(actions[0]!.target!.name).toMatch(/^Remember my CVC .*here$/)
    expect(JSON.stringify(entries)).not.toMatch(/471(?!\d)/)
  })
})

describe('inside open shadow roots', () => {
  const card =
    '<shop-card><template shadowrootmode="open"><label><input type="checkbox"> Gift</label><select aria-label="Size"><option>S<option>L</select><input aria-label="Note"><button>Add</button></template></shop-card>'
  const inside = <E extends HTMLElement>(selector: string): E =>
    find('shop-card').shadowRoot!.querySelector<E>(selector)!

  it('clicks, checks, choices and fills are what they are outside', async () => {
    show(card)
    await userEvent.click(inside('button'))
    await pause(600)
    await userEvent.click(inside('label'))
    await pause(600)
    inside('select').focus()
    await userEvent.keyboard('[ArrowDown]')
    await userEvent.click(inside('input:not([type])'))
    await userEvent.keyboard('x')
    const { actions } = await recording.stop()
    expect(actions.map(inWords)).toEqual([
      'human click Add',
      'human check Gift',
      'human select_option Size = L',
      'human click Note',
      'human fill Note = x',
    ])
    expect(actions.every(({ target }) => target?.shadowDepth === 1)).toBe(true)
  })
})

describe('what a script does', () => {
  it('is never a person’s: clicks, texts, checks, choices', async () => {
    show(
      '<button>Go</button><input aria-label="Name"><input type="checkbox" aria-label="Gift"><select aria-label="Size"><option>S<option>L</select>',
    )
    find('button').click()
    await pause(600)
    find<HTMLInputElement>('input').value = 'Ada'
    find('input').dispatchEvent(new Event('input', { bubbles: true }))
    find('[type=checkbox]').click()
    find<HTMLSelectElement>('select').value = 'L'
    find('select').dispatchEvent(new Event('change', { bubbles: true }))
    expect(await told()).toEqual([
      'script click Go',
      'script fill Name = Ada',
      'script check Gift',
      'script select_option Size = L',
    ])
  })

  it('is not a person’s either when the browser trusts it: execCommand, requestSubmit', async () => {
    show('<input aria-label="Name"><form aria-label="Order" onsubmit="return false"><button>Buy</button></form>')
    await pause(50)
    find('input').focus()
    // Deprecated, and the one way for a page to make a trusted input event.
    Document.prototype['execCommand' as 'hasFocus'].apply(document, ['insertText', false, 'Ada'] as never)
    await pause(50)
    find<HTMLFormElement>('form').requestSubmit()
    const { actions } = await recording.stop()
    expect(actions.map(({ name }) => name)).toEqual(['fill', 'submit'])
    expect(actions.filter(({ actor }) => actor === 'human')).toEqual([])
  })

  it('does not become the person’s who clicked around it a moment before', async () => {
    show('<div id="card" style="padding:20px">card <select aria-label="Size"><option>S<option>L</select></div>')
    await userEvent.click(find('#card'), { position: { x: 3, y: 3 } })
    find<HTMLSelectElement>('select').value = 'L'
    find('select').dispatchEvent(new Event('change', { bubbles: true }))
    const words = await told()
    expect(words[0]).toMatch(/^human click/)
    expect(words[1]).toBe('script select_option Size = L')
  })

  it('ends where a person goes on in the same field', async () => {
    show('<input aria-label="Name">')
    find<HTMLInputElement>('input').focus()
    find<HTMLInputElement>('input').value = 'First try'
    find('input').dispatchEvent(new Event('input', { bubbles: true }))
    await userEvent.keyboard(' human')
    expect(await told()).toEqual(['script fill Name = First try', 'human fill Name = First try human'])
  })
})

describe('every entry', () => {
  const stamp = { tabId: 1, frameId: 0, documentId: 'D', origin: 'https://shop.example' }

  it('fits the format, is numbered without a hole, and points at observations from before it', async () => {
    show(
      '<h1>Shop</h1><form aria-label="f" onsubmit="return false"><input aria-label="Search"><label><input type="checkbox">Gift</label><button>Go</button></form>',
    )
    await userEvent.click(find('input'))
    await userEvent.keyboard('tea{Enter}')
    await userEvent.click(find('label'))
    await userEvent.dblClick(find('button'))
    const { entries } = await recording.stop()
    expect(entries.map(({ id }) => Number(id.split(':')[1]))).toEqual(entries.map((_, index) => index + 1))
    for (const entry of entries) {
      if (entry.kind === 'dom') continue
      const { changedAtMs: _, ...rest } = { changedAtMs: 0, ...entry }
      expect(
        parseEntry({ ...rest, ...stamp, ...(entry.kind === 'observation' ? { screenshot: null } : {}) }),
      ).toHaveProperty('entry')
    }
    const actions = entries.filter((entry): entry is RecordedAction => entry.kind === 'action')
    expect(actions.length).toBeGreaterThan(4)
    for (const action of actions) {
      const seen = entries.find(({ id }) => id === action.observationId)!
      expect(seen.kind).toBe('observation')
      expect(seen.atMs).toBeLessThanOrEqual(action.atMs + 50)
    }
  })

  it('is recorded also in a form that hides its properties', async () => {
    const names = [
      'getAttribute',
      'attributes',
      'matches',
      'getBoundingClientRect',
      'parentElement',
      'closest',
      'contains',
      'getRootNode',
    ]
    show(
      `<form aria-label="Order" style="padding:20px" onsubmit="return false">${names.map((name) => `<input type="hidden" name="${name}">`).join('')}<input aria-label="Name"><button>Buy</button></form>`,
    )
    await clickAt(find('form'), 5)
    await clickAt(find('[aria-label=Name]'), 5)
    await userEvent.keyboard('Ada')
    await clickAt(find('button'), 5)
    expect(await told()).toEqual([
      'human click Order',
      'human click Name',
      'human fill Name = Ada',
      'human click Buy',
      'human submit Order',
    ])
  })
})
