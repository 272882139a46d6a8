import { afterEach, describe, expect, it, vi } from 'vitest'
import { deepActiveElement, outlineOf, visibleValue } from '#content/outline.ts'
import { OutlineNodeSchema } from '#trajectory/observation.ts'

afterEach(() => {
  document.body.replaceChildren()
  scrollTo(0, 0)
})

function outline(html: string) {
  document.body.setHTMLUnsafe(html)
  const found = outlineOf(document, () => null)
  for (const node of found.nodes) expect(OutlineNodeSchema.safeParse(node).error).toBeUndefined()
  return found
}

const namesOf = (html: string): string[] => outline(html).nodes.map(({ name }) => name)
const only = (html: string) => {
  const { nodes } = outline(html)
  expect(nodes).toHaveLength(1)
  return nodes[0]!
}

describe('an outline', () => {
  it('holds what one can use, in document order, with role and name', () => {
    const { nodes } =
      outline(`<h1>Shop</h1><p>text</p><a href="/a">Tea</a><a>no link</a><button>Add</button><input aria-label="Search">
      <div role="tab">Reviews</div><div tabindex="0">Card</div><div tabindex="-1">no</div><span onclick="1">Old</span><div contenteditable>Note</div>`)
    expect(nodes.map(({ role, name }) => `${role} ${name}`.trim())).toEqual([
      'heading Shop',
      'link Tea',
      'button Add',
      'textbox Search',
      'tab Reviews',
      'generic',
      'generic',
      'generic',
    ])
    expect(nodes.map(({ tag }) => tag)).toEqual(['h1', 'a', 'button', 'input', 'div', 'div', 'span', 'div'])
  })

  it.each([
    ['not displayed', '<button style="display:none">x</button>'],
    ['in something not displayed', '<div hidden><button>x</button></div>'],
    ['invisible', '<button style="visibility:hidden">x</button>'],
    ['transparent', '<div style="opacity:0"><button>x</button></div>'],
    ['without size', '<button style="width:0;padding:0;border:0;overflow:hidden">x</button>'],
    ['below the window', '<div style="height:5000px"></div><button>x</button>'],
    ['beside the window', '<button style="position:absolute;left:-500px">x</button>'],
    ['in a closed dialog', '<dialog><button>x</button></dialog>'],
    ['a hidden field', '<input type="hidden" value="x">'],
  ])('leaves out what is %s', (_what, html) => {
    expect(outline(html).nodes).toEqual([])
  })

  it('shows what has been scrolled into view', () => {
    document.body.setHTMLUnsafe('<div style="height:5000px"></div><button>below</button>')
    expect(outlineOf(document, () => null).nodes).toEqual([])
    scrollTo(0, 5000)
    expect(outlineOf(document, () => null).nodes.map(({ name }) => name)).toEqual(['below'])
  })

  it('goes through open shadow roots, one in another', () => {
    expect(
      namesOf(
        `<button>before</button><x-a><template shadowrootmode="open"><button>in</button><x-b><template shadowrootmode="open"><button>deep</button></template></x-b><slot></slot></template><button>slotted</button></x-a><button>after</button>`,
      ),
    ).toEqual(['before', 'in', 'deep', 'slotted', 'after'])
  })

  it('does not go through closed ones', () => {
    expect(namesOf('<x-a><template shadowrootmode="closed"><button>in</button></template></x-a>')).toEqual([])
  })

  it.each([
    ['<input type="checkbox" checked>', { checked: true }],
    ['<input type="radio">', { checked: false }],
    ['<div role="checkbox" aria-checked="true" tabindex="0">x</div>', { checked: true }],
    ['<button aria-expanded="false">x</button>', { expanded: false }],
    ['<div role="tab" aria-selected="true">x</div>', { selected: true }],
    ['<button aria-pressed="true">x</button>', { pressed: true }],
    ['<button disabled>x</button>', { disabled: true }],
    ['<fieldset disabled><button>x</button></fieldset>', { disabled: true }],
    ['<button aria-disabled="true">x</button>', { disabled: true }],
    ['<details open><summary>x</summary></details>', { expanded: true }],
    ['<details><summary>x</summary></details>', { expanded: false }],
    ['<input value="oat  milk">', { value: 'oat milk' }],
    ['<textarea>two\nlines</textarea>', { value: 'two lines' }],
    ['<div contenteditable><b>rich</b> text</div>', { value: 'rich text' }],
    ['<button autofocus>x</button>', { focused: true }],
  ])('tells the state of %s', (html, state) => {
    document.body.setHTMLUnsafe(html)
    document.querySelector<HTMLElement>('[autofocus]')?.focus()
    const [node] = outlineOf(document, () => null).nodes
    expect(node).toMatchObject(state)
  })

  it('says of a button inside a <details> nothing that belongs to the summary', () => {
    const { nodes } = outline('<details open><summary>More</summary><button>Go</button></details>')
    expect(nodes.map(({ tag, expanded }) => [tag, expanded])).toEqual([
      ['summary', true],
      ['button', undefined],
    ])
  })

  it('tells the choice of a list by its label', () => {
    const [node] = outline(
      '<select aria-label="Size"><option value="s">Small<option value="l" selected>Large</select>',
    ).nodes
    expect(node).toMatchObject({ value: 'Large' })
  })

  it.each([
    ['<input type="password" value="hunter2!">', '<password-field>'],
    ['<input autocomplete="cc-number" value="4111 1111 1111 1111">', '<payment-field>'],
    ['<input name="otp" value="123456">', '<secret-field>'],
    ['<textarea placeholder="Recovery phrase">twelve words</textarea>', '<secret-field>'],
    ['<select name="secretQuestion"><option>maiden name</select>', '<secret-field>'],
  ])('masks the value of %s', (html, value) => {
    expect(only(html).value).toBe(value)
  })

  it('does not call an empty password field filled', () => {
    expect(only('<input type="password">').value).toBe('')
  })

  it('gives the ids of the DOM stream where there are any', () => {
    document.body.setHTMLUnsafe('<button>a</button><button>b</button>')
    const second = document.querySelectorAll('button')[1]
    expect(
      outlineOf(document, (element) => (element === second ? 42 : null)).nodes.map(({ nodeId }) => nodeId),
    ).toEqual([null, 42])
  })

  it('stops at its limit, and says so', () => {
    const { nodes, truncated } = outline('<button style="width:9px;height:9px;padding:0"></button>'.repeat(1000))
    expect(nodes.length).toBeLessThanOrEqual(400)
    expect(truncated).toBe(true)
    expect(outline('<button>x</button>').truncated).toBe(false)
  })

  it('takes its time, but no more, in a page of many elements', () => {
    document.body.setHTMLUnsafe(`<div>${'<p><i></i></p>'.repeat(100_000)}</div><button>x</button>`)
    // The page has been laid out before anybody clicks on it.
    expect(document.body.offsetHeight).toBeGreaterThan(0)
    const startedAt = performance.now()
    const { nodes } = outlineOf(document, () => null)
    expect(performance.now() - startedAt).toBeLessThan(400)
    expect(nodes.map(({ name }) => name)).toEqual(['x'])
  })

  it('asks nothing of elements that nobody can use', () => {
    document.body.setHTMLUnsafe(`${'<p><i></i></p>'.repeat(1000)}<button>x</button>`)
    const spies = (['matches', 'getBoundingClientRect', 'checkVisibility'] as const).map((name) =>
      vi.spyOn(Element.prototype, name),
    )
    scrollTo(0, document.body.scrollHeight)
    const { nodes } = outlineOf(document, () => null)
    const calls = spies.map(({ mock }) => mock.calls.length)
    vi.restoreAllMocks()
    expect(nodes.map(({ name }) => name)).toEqual(['x'])
    expect(Math.max(...calls)).toBeLessThanOrEqual(3)
  })

  it.each([
    'matches',
    'getBoundingClientRect',
    'checkVisibility',
    'getAttribute',
    'localName',
    'shadowRoot',
    'parentElement',
    'isContentEditable',
  ])('holds what is in and beside a form with a field called %s', (name) => {
    expect(
      namesOf(
        `<button>before</button><form tabindex="0" aria-label="f"><input name="${name}" aria-label="field"><button>in</button></form><button>after</button>`,
      ),
    ).toEqual(['before', 'f', 'field', 'in', 'after'])
  })

  it.each(['createTreeWalker', 'activeElement'])('is made of a document with an image called %s', (name) => {
    expect(namesOf(`<img name="${name}"><button>x</button>`)).toEqual(['x'])
  })
})

describe('the focus', () => {
  it('is seen through open shadow roots', () => {
    document.body.setHTMLUnsafe(
      '<x-a><template shadowrootmode="open"><x-b><template shadowrootmode="open"><input></template></x-b></template></x-a>',
    )
    const input = document.querySelector('x-a')!.shadowRoot!.querySelector('x-b')!.shadowRoot!.querySelector('input')!
    input.focus()
    expect(deepActiveElement(document)).toBe(input)
  })
})

describe('visibleValue', () => {
  it.each([
    ['<button>x</button>', null],
    ['<input type="checkbox" value="on">', null],
    ['<input type="submit" value="Send">', null],
    ['<input type="file">', null],
    ['<input type="range" value="7" max="9">', '7'],
    ['<input type="something new" value="x">', 'x'],
    ['<div contenteditable>a <b>b</b></div>', 'a b'],
  ])('of %s is %j', (html, value) => {
    document.body.setHTMLUnsafe(html)
    expect(visibleValue(document.body.firstElementChild!)).toBe(value)
  })

  it('of a part of an editor is none: the editor as a whole is the field', () => {
    document.body.setHTMLUnsafe('<div contenteditable>a <b>b</b></div>')
    expect(visibleValue(document.querySelector('b')!)).toBeNull()
  })
})
