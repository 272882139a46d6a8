import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createRrwebSource } from '#content/dom/rrweb-source.ts'
import type { ObservationSource } from '#content/dom/observation-source.ts'
import { standInMutationObserver } from '#content/dom/watched-roots.ts'
import { inNextTask } from '#content/next-task.ts'
import { createRedactor } from '#redaction/redactor.ts'

/** A node as the stream has it. */
interface Told {
  id: number
  tagName?: string
  textContent?: string
  attributes?: Record<string, string>
  childNodes?: Told[]
  isShadow?: true
}

/** What somebody knows of the page who has nothing but the stream, and takes it by its word. */
function createReader() {
  const nodes = new Map<number, Told>()
  const parents = new Map<number, number>()

  function know(node: Told, parentId: number): void {
    nodes.set(node.id, node)
    parents.set(node.id, parentId)
    for (const child of (node.childNodes ??= [])) know(child, node.id)
  }
  function forget(node: Told): void {
    nodes.delete(node.id)
    parents.delete(node.id)
    node.childNodes?.forEach(forget)
  }
  const at = (id: number): Told => {
    const node = nodes.get(id)
    if (!node) throw new Error(`the stream speaks of ${id}, which is not there`)
    return node
  }

  function read({ type, data }: { type: number; data: Record<string, unknown> & { node: Told } }): void {
    if (type === 2) {
      nodes.clear()
      know(data.node, 0)
    }
    if (type !== 3 || data.source !== 0) return
    const { removes, adds, texts, attributes } = data as unknown as {
      removes: { parentId: number; id: number }[]
      adds: { parentId: number; nextId: number | null; node: Told }[]
      texts: { id: number; value: string }[]
      attributes: { id: number; attributes: Record<string, string | null> }[]
    }
    for (const { parentId, id } of removes) {
      const parent = at(parentId)
      const index = parent.childNodes!.findIndex((child) => child.id === id)
      if (index < 0) throw new Error(`the stream removes ${id} from ${parentId}, where it is not`)
      for (const gone of parent.childNodes!.splice(index, 1)) forget(gone)
    }
    for (const { parentId, nextId, node } of adds) {
      if (nodes.has(node.id)) throw new Error(`the stream adds ${node.id}, which is there`)
      const siblings = at(parentId).childNodes!
      const index = nextId === null ? siblings.length : siblings.findIndex((child) => child.id === nextId)
      if (index < 0) throw new Error(`the stream puts ${node.id} before ${nextId}, which is not in ${parentId}`)
      siblings.splice(index, 0, node)
      know(node, parentId)
    }
    for (const { id, value } of texts) at(id).textContent = value
    for (const { id, attributes: changed } of attributes) {
      const own = (at(id).attributes ??= {})
      for (const [name, value] of Object.entries(changed))
        if (value === null) Reflect.deleteProperty(own, name)
        else own[name] = value
    }
  }

  function html(node: Told): string {
    if (node.tagName === undefined) return `“${node.textContent}”`
    const attributes = Object.entries(node.attributes ?? {}).sort()
    const children = node.childNodes ?? []
    const list = (shadow: boolean) =>
      children
        .filter((child) => (child.isShadow === true) === shadow)
        .map(html)
        .join('')
    return `<${node.tagName} ${attributes.join()}>${list(true)}|${list(false)}`
  }
  return { read, html: (id: number) => html(at(id)) }
}

function htmlOf(node: Node): string {
  if (!(node instanceof Element)) return `“${node.textContent}”`
  const attributes = [...node.attributes].map(({ name, value }) => [name, value]).sort()
  const list = (parent: Node | null) => [...(parent?.childNodes ?? [])].map(htmlOf).join('')
  const shadow = node instanceof HTMLFormElement ? null : node.shadowRoot
  return `<${node.localName} ${attributes.join()}>${list(shadow)}|${list(node)}`
}

/** A seeded stream of numbers below `limit`. */
function createDice(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** A page that changes at random, in bursts and between them. */
function createMess(arena: Element, dice: (limit: number) => number) {
  let n = 0
  /** Out of the document, and perhaps back in it one day. */
  const shelf: Element[] = []
  const one = <T>(list: readonly T[]): T | undefined => list[dice(list.length)]
  function inside(): Element[] {
    const all = [...arena.querySelectorAll('*')]
    return [...all, ...all.flatMap(({ shadowRoot }) => [...(shadowRoot?.querySelectorAll('*') ?? [])])]
  }
  function make(depth: number): Element {
    const element = document.createElement(one(['div', 'p', 'span', 'section']) ?? 'div')
    element.setAttribute('n', String(n++))
    if (dice(2) === 0) element.append(`text ${n++}`)
    for (let i = dice(4); depth > 0 && i > 0; i--) element.append(make(depth - 1))
    if (dice(8) === 0) element.attachShadow({ mode: 'open' }).append(make(0), 'shade')
    return element
  }
  /** In the same root: of what goes from root to root and back in one breath nobody could tell where it began. */
  const beside = (element: Element) => one(inside().filter((other) => other.getRootNode() === element.getRootNode()))
  const acts: ((element: Element) => void)[] = [
    (element) => element.append(make(dice(3))),
    (element) => element.prepend(make(dice(2)), make(1)),
    (element) => element.before(make(1)),
    (element) => element.after(make(1), `text ${n++}`, make(0)),
    (element) => {
      if (element.getRootNode() === document) shelf.push(element)
      element.remove()
    },
    (element) => {
      const other = beside(element)
      if (other && !element.contains(other)) other.append(element)
    },
    (element) => {
      const other = beside(element)
      if (other && !element.contains(other)) other.before(element)
    },
    (element) => element.setAttribute('state', String(n++)),
    (element) => element.removeAttribute('state'),
    (element) => {
      const text = [...element.childNodes].find((child) => child instanceof Text)
      if (text) text.nodeValue = `text ${n++}`
    },
    (element) => element.replaceChildren(...[...element.childNodes].reverse()),
    (element) => element.replaceChildren(),
    (element) => {
      const wrapper = document.createElement('section')
      element.replaceWith(wrapper)
      wrapper.append(element)
    },
    (element) => element.shadowRoot?.append(make(1)),
    (element) => {
      const back = element.getRootNode() === document ? one(shelf) : undefined
      const part = one([...(back?.querySelectorAll('*') ?? [])])
      const item = dice(2) === 0 ? back : part
      if (item && !item.contains(element)) element.append(item)
    },
  ]
  return (times: number) => {
    for (let i = 0; i < times; i++) {
      const element = one(inside())
      if (!element) arena.append(make(3))
      else
        try {
          one(acts)?.(element)
        } catch (error) {
          // Nothing can be put into what is in it, in its shadow for one.
          if (!(error instanceof DOMException)) throw error
        }
    }
    // What a page has grows for ever else.
    const all = inside()
    if (all.length > 150) all[dice(20)]?.remove()
  }
}

let source: ObservationSource | undefined
let lines: string[] = []

beforeAll(() => {
  // All is a flood, and told three nodes at a time.
  standInMutationObserver(MutationObserver, { least: 0, part: 3, sliceMs: 0 })
})

afterEach(() => {
  source?.stop()
  lines = []
  document.querySelector('#arena')?.remove()
})

function record(): { arena: Element; told: () => string } {
  const arena = document.createElement('main')
  arena.id = 'arena'
  document.body.append(arena)
  source = createRrwebSource({
    redactor: createRedactor(),
    onSegment: ({ text }) => lines.push(...text.split('\n').filter(Boolean)),
    onChange: () => undefined,
    onField: () => undefined,
    onRoot: () => undefined,
    agentsOwn: () => null,
  })
  const reader = createReader()
  return {
    arena,
    told() {
      for (const line of lines.splice(0)) reader.read(JSON.parse(line) as never)
      return reader.html(source?.nodeId(arena) ?? 0)
    },
  }
}

const turn = () => new Promise<void>(inNextTask)

describe('a flood of mutations', () => {
  it('of one tree goes out piece by piece, and whole before somebody looks', async () => {
    const { arena, told } = record()
    source?.flush()
    const before = told()
    // The fields of a form hide its own properties.
    const fields = ['host', 'mode', 'parentNode', 'lastChild', 'previousSibling', 'shadowRoot']
    const form = `<form>${fields.map((name) => `<button name="${name}"></button>`).join('')}</form>`
    arena.innerHTML = `<ul>${'<li>One <b>thing</b></li>'.repeat(30)}</ul>${form}<p></p>`
    for (let i = 0; i < 5; i++) await turn()
    source?.stop()
    const adds = lines.map((line) => (JSON.parse(line) as { data: { adds?: unknown[] } }).data.adds?.length ?? 0)
    expect(adds.length).toBeGreaterThan(30)
    expect(Math.max(...adds)).toBeLessThan(6)
    expect(told()).not.toBe(before)
    expect(told()).toBe(htmlOf(arena))
  })

  it.each(Array.from({ length: 100 }, (_, seed) => seed + 1))(
    'is told in parts, and ends as the page is (%i)',
    async (seed) => {
      const dice = createDice(seed)
      const { arena, told } = record()
      const mess = createMess(arena, dice)
      for (let round = 0; round < 12; round++) {
        mess(1 + dice(dice(3) === 0 ? 40 : 8))
        for (let i = dice(6); i > 0; i--) await turn()
        if (dice(4) > 0) continue
        // Somebody looks: what is to be seen must be in the stream.
        await Promise.resolve()
        source?.flush()
        expect(told()).toBe(htmlOf(arena))
      }
      for (let i = 0; i < 2000; i++) await turn()
      source?.flush()
      expect(told()).toBe(htmlOf(arena))
    },
  )
})
