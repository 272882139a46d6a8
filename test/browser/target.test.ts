import { afterEach, describe, expect, it, vi } from 'vitest'
import { look } from '#content/look.ts'
import { describeTarget } from '#content/target/describe.ts'
import { findAll } from '#content/target/tree.ts'
import { selectorStrategies } from '#content/target/selectors/registry.ts'
import { TargetSchema } from '#trajectory/target.ts'
import { everyElement, findAgain } from './find-again.ts'

afterEach(() => {
  document.body.replaceChildren()
})

/** Puts HTML into the page, with open shadow roots for `<template shadowrootmode>`. */
function show(html: string): void {
  document.body.setHTMLUnsafe(html)
}

const find = (selector: string): Element => {
  const [element] = findAll(document, selector)
  if (!element) throw new Error(`nothing matches ${selector}`)
  return element
}

const describe1 = (selector: string) => describeTarget(find(selector), 7)
const valueOf = (target: ReturnType<typeof describeTarget>, kind: string) =>
  target.selectors.find((selector) => selector.kind === kind)

/** Whatever a selector claims to find alone, it finds, and nothing else. */
function expectHonest(elements: Element[]): void {
  for (const element of elements) {
    const target = describeTarget(element, null)
    expect(TargetSchema.safeParse(target).error).toBeUndefined()
    for (const selector of target.selectors) {
      if (!selector.unique) continue
      const found = findAgain(selector, target, document)
      expect(
        found.length === 1 && found[0] === element,
        `${selector.kind} ${selector.value} of <${target.tag}> finds ${found.length}`,
      ).toBe(true)
    }
  }
}

describe('a target', () => {
  it('is described by role, name, label, text, test id and place', () => {
    show(
      '<form><label for="q">Search the <b>shop</b></label><input id="q" placeholder="e.g. tea" data-testid="search" class="wide" autocomplete="off" onclick="x()"></form>',
    )
    expect(describe1('#q')).toMatchObject({
      role: 'textbox',
      name: 'Search the shop',
      tag: 'input',
      text: '',
      label: 'Search the shop',
      placeholder: 'e.g. tea',
      testId: 'search',
      attributes: { id: 'q', class: 'wide', placeholder: 'e.g. tea', autocomplete: 'off', 'data-testid': 'search' },
      shadowDepth: 0,
      nodeId: 7,
    })
    expect(describe1('#q').attributes).not.toHaveProperty('onclick')
    const box = find('#q').getBoundingClientRect()
    expect(describe1('#q').box.width).toBeCloseTo(box.width, 0)
  })

  it.each([
    ['<button>Add to basket</button>', 'button', 'Add to basket'],
    ['<button aria-label="Add">+</button>', 'button', 'Add'],
    ['<a href="/p">Terms</a>', 'link', 'Terms'],
    ['<h2>Oat  milk\n</h2>', 'heading', 'Oat milk'],
    ['<input type="checkbox" aria-labelledby="l"><span id="l">Gift</span>', 'checkbox', 'Gift'],
    ['<input type="submit" value="Send">', 'button', 'Send'],
    ['<img src="data:," alt="Oat milk">', 'img', 'Oat milk'],
    ['<div role="tab">Reviews</div>', 'tab', 'Reviews'],
    ['<select aria-label="Size"><option>S</select>', 'combobox', 'Size'],
    ['<foo-bar></foo-bar>', null, ''],
  ])('%s is a %s called %j', (html, role, name) => {
    show(html)
    expect(describe1('body > *')).toMatchObject({ role, name })
  })

  it('does not show what stands in a secret field', () => {
    show(
      '<label>Password <input id="p" type="password" value="hunter2!"></label><textarea name="seed phrase">twelve words</textarea>',
    )
    for (const selector of ['#p', 'textarea', 'label'])
      expect(JSON.stringify(describe1(selector))).not.toMatch(/hunter2|twelve/)
  })

  it('has no code and no contents of fields for its text', () => {
    show(
      '<div><p>Vault</p><script>const token = "hunter2"</script></div><p>Key <textarea name="secret">twelve</textarea>',
    )
    expect(['div', 'body > p'].map((selector) => describe1(selector).text)).toEqual(['', ''])
  })

  it('names its selectors in order of preference', () => {
    show('<button data-test="go">Go</button>')
    expect(describe1('button').selectors.map(({ kind }) => kind)).toEqual([
      'testId',
      'aria',
      'css',
      'text',
      'xpath',
      'pierce',
    ])
    expect(selectorStrategies.map(({ kind }) => kind)).toEqual(['testId', 'aria', 'css', 'text', 'xpath', 'pierce'])
  })

  it('knows the way from the top document', () => {
    show('<button>Go</button>')
    // This test itself runs in a frame of the runner's page.
    const [frame, ...deeper] = describe1('button').framePath
    expect(deeper).toEqual([])
    expect(frame).toMatchObject({ index: 0, url: location.href })
    expect(parent.document.querySelectorAll(frame!.selector!)).toHaveLength(1)
  })
})

describe('selectors', () => {
  it('find what they say in an ordinary page', () => {
    show(`
      <header><nav><ul><li><a href="/a">Tea</a><li><a href="/b">Milk</a><li><a href="/a">Tea</a></ul></nav></header>
      <main id="main"><h1>Shop</h1>
        ${Array.from({ length: 5 }, (_, i) => `<article class="card"><h2>Oat milk ${i % 2}</h2><p>1 l</p><button class="add">Add</button><button data-testid="more-${i % 4}">More</button></article>`).join('')}
        <form><input name="q"><input type="submit" value="Go"><button>Go</button><summary>Go</summary><label><input type="checkbox"> Gift</label>
          <select name="size"><option>S<option selected>M</select><textarea></textarea></form>
        <table><tr><td>1<td>2<tr><td>3<td>4</table>
      </main>`)
    expectHonest(everyElement(document))
  })

  it('find what they say among many siblings, of odd names too', () => {
    const kinds = ['<p>One</p>', '<svg></svg>', '<b>Two</b>', '<shop:item>Three</shop:item>']
    show(`<main>${Array.from({ length: 120 }, (_, i) => kinds[i % 3]).join('')}${kinds[3]}<i>Last</i></main>`)
    expectHonest(everyElement(document))
    expect(valueOf(describe1('b:nth-of-type(3)'), 'xpath')).toMatchObject({
      value: expect.stringMatching(/main\/b\[3\]$/) as string,
      unique: true,
    })
    expect(valueOf(describe1('i'), 'xpath')?.value).toMatch(/main\/i$/)
  })

  it('do not claim a name that an element of another tag has too', () => {
    show('<button>Go</button><input type="submit" value="Go"><h1>Go</h1>')
    expect(valueOf(describe1('button'), 'aria')).toMatchObject({ value: 'Go[role="button"]', unique: false })
    expect(valueOf(describe1('h1'), 'aria')).toMatchObject({ unique: true })
  })

  it('find what they say in open shadow roots, one in another', () => {
    show(`
      <button>Go</button>
      <shop-card id="one"><template shadowrootmode="open"><button>Go</button><price-tag><template shadowrootmode="open"><div><button>Go</button><button data-testid="x">Stop</button></div></template></price-tag></template></shop-card>
      <shop-card id="two"><template shadowrootmode="open"><button>Go</button><slot></slot></template><i>slotted</i></shop-card>`)
    expectHonest(everyElement(document))
    const inner = find('#one').shadowRoot!.querySelector('price-tag')!.shadowRoot!.querySelector('[data-testid]')!
    const target = describeTarget(inner, null)
    expect(target.shadowDepth).toBe(2)
    expect(target.selectors.every(({ chain }) => chain?.length === 2)).toBe(true)
    expect(valueOf(target, 'css')?.unique).toBe(true)
    expect(valueOf(target, 'xpath')).toBeUndefined()
  })

  it('pierce only what is alone in all roots', () => {
    show('<button>Go</button><shop-card><template shadowrootmode="open"><button>Go</button></template></shop-card>')
    expect(valueOf(describe1('body > button'), 'css')).toMatchObject({ unique: true })
    expect(valueOf(describe1('body > button'), 'pierce')).toMatchObject({ unique: false })
  })

  it('find what they say in SVG, also where tag names have capitals', () => {
    show(`<svg width="40" height="40"><defs><linearGradient id="g1"></linearGradient><linearGradient></linearGradient></defs>
      <g><rect width="5" height="5"/><rect width="9" height="9"/><text>Oat</text></g><foreignObject width="9" height="9"><p>in</p></foreignObject><a href="#"><title>link</title></a></svg>`)
    expectHonest(everyElement(document))
    expect(valueOf(describe1('rect'), 'css')?.unique).toBe(true)
  })

  it('find what they say where ids, classes and test ids are made of anything', () => {
    show(
      `<div id="1 2:3" class="md:w-1/2 [&>p]:x"><p id="ä.b#c">a</p></div><b data-testid='quo"te\\'>x</b><b data-cy="a b">y</b><b data-cy="a b">z</b><i id="same"></i><i id="same"></i><my-é-x></my-é-x>`,
    )
    expectHonest(everyElement(document))
    expect(valueOf(describe1('b'), 'testId')?.unique).toBe(true)
    expect(valueOf(describe1('b[data-cy]'), 'testId')?.unique).toBe(false)
  })

  it('claim nothing for an element that has left the page', () => {
    show('<div><button>Gone</button></div>')
    const button = find('button')
    button.remove()
    expect(describeTarget(button, null).selectors.filter(({ unique }) => unique)).toEqual([])
  })

  it('are ready in time, also in a large page', () => {
    show(
      Array.from({ length: 3000 }, (_, i) => `<div class="row"><span><b class="cell">${i}</b></span></div>`).join(''),
    )
    const startedAt = performance.now()
    describe1('div:nth-of-type(2500) b')
    expect(performance.now() - startedAt).toBeLessThan(250)
  })
})

describe('in a page of many elements', () => {
  it('the page is asked a few times, not once for each way a selector might be written', () => {
    show(Array.from({ length: 4000 }, (_, i) => `<div class="row"><p class="note"><b>${i}</b></p></div>`).join(''))
    const element = find('div:nth-of-type(3000) b')
    const asked = vi.spyOn(Document.prototype, 'querySelectorAll')
    const askedBelow = vi.spyOn(Element.prototype, 'querySelectorAll')
    const { selectors } = look(() => describeTarget(element, null))
    const calls = asked.mock.calls.length + askedBelow.mock.calls.length
    vi.restoreAllMocks()
    expect(calls).toBeLessThanOrEqual(5)
    expect(selectors.find(({ kind }) => kind === 'css')?.unique).toBe(true)
  })

  it('a selector begins at the nearest id', () => {
    show(`<ul id="list">${'<li><b>x</b></li>'.repeat(400)}</ul>`)
    expect(valueOf(describe1('li:nth-of-type(7) b'), 'css')).toMatchObject({
      value: '#list > li:nth-of-type(7) > b:nth-of-type(1)',
      unique: true,
    })
    expectHonest([find('li:nth-of-type(7) b')])
  })
})

describe('forms whose fields hide their properties', () => {
  const hiding = [
    'getAttribute',
    'attributes',
    'matches',
    'parentElement',
    'parentNode',
    'tagName',
    'localName',
    'nodeName',
    'children',
    'classList',
    'textContent',
    'childElementCount',
  ]
  const hidingMore = [
    'getBoundingClientRect',
    'getRootNode',
    'ownerDocument',
    'namespaceURI',
    'nextSibling',
    'firstChild',
    'nodeType',
    'closest',
    'contains',
    'shadowRoot',
    'id',
    'name',
  ]
  const fields = (names: string[]): string => names.map((name) => `<input name="${name}">`).join('')

  it.each([...hiding, ...hidingMore])('by a field called %s are described all the same', (name) => {
    show(
      `<div><form id="f" class="checkout" aria-label="Checkout"><input name="${name}"><button>Pay</button></form></div><p></p>`,
    )
    expect(describe1('#f')).toMatchObject({
      role: 'form',
      name: 'Checkout',
      tag: 'form',
      text: 'Pay',
      attributes: { id: 'f', class: 'checkout', 'aria-label': 'Checkout' },
    })
    expectHonest(everyElement(document))
    expect(valueOf(describe1('#f button'), 'css')?.unique).toBe(true)
  })

  it('by all of them at once are described all the same, with everything in and beside them', () => {
    show(
      `<section><p>before</p><form>${fields([...hiding, ...hidingMore])}<div><button>Pay</button></div></form><p>after</p></section>`,
    )
    expectHonest(everyElement(document))
    expect(describe1('form').box.width).toBeGreaterThan(0)
  })
})

describe('documents whose images hide their properties', () => {
  it('are searched all the same', () => {
    const names = [
      'querySelectorAll',
      'documentElement',
      'createTreeWalker',
      'activeElement',
      'evaluate',
      'body',
      'getRootNode',
    ]
    show(`${names.map((name) => `<img name="${name}">`).join('')}<button>Go</button>`)
    try {
      expect(valueOf(describe1('button'), 'css')?.unique).toBe(true)
      expect(valueOf(describe1('button'), 'xpath')?.unique).toBe(true)
      expectHonest([find('button')])
    } finally {
      for (const name of names) find(`img[name=${name}]`).remove()
    }
  })
})

describe('frames', () => {
  it('describe their own elements, and the way to themselves', async () => {
    show('<iframe></iframe><div><iframe id="shop" srcdoc="<button>Go</button>"></iframe></div>')
    const frame = find('#shop') as HTMLIFrameElement
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
    // The recorder runs in each frame by itself; so does its code here.
    const module = new URL('../../src/content/target/describe.ts', import.meta.url).pathname
    const inside = frame.contentWindow as unknown as {
      eval: (code: string) => Promise<ReturnType<typeof describeTarget>>
    }
    const target = await inside.eval(
      `import('${location.origin}${module}').then(({ describeTarget }) => describeTarget(document.querySelector('button'), 3))`,
    )
    expect(target).toMatchObject({ role: 'button', name: 'Go', nodeId: 3, shadowDepth: 0 })
    expect(target.framePath).toHaveLength(2)
    expect(target.framePath[1]).toMatchObject({ index: 1, url: 'about:srcdoc' })
    expect(document.querySelector(target.framePath[1]!.selector!)).toBe(frame)
    const own = target.selectors.find(({ kind }) => kind === 'css')!
    expect(frame.contentDocument!.querySelectorAll(own.value)).toHaveLength(1)
  })
})
