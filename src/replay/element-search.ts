import type { Target } from '#trajectory/target.ts'

/** What a search in a page needs of a recorded selector and its target. */
export interface Search {
  kind: string
  value: string
  /** One selector per shadow host, outermost first. */
  chain: string[]
  /** Whether the selector says only where in the document: then something else about the element must agree. */
  structural: boolean
  tag: string
  text: string
  attributes: Target['attributes']
}

/** Attributes by which a person would know the element again. */
const identifying = ['id', 'name', 'href', 'aria-label', 'placeholder', 'title', 'alt', 'for']

export function searchFor(target: Target, { kind, value, chain = [] }: Target['selectors'][number]): Search {
  const attributes = Object.fromEntries(
    Object.entries(target.attributes).filter(([name]) => identifying.includes(name)),
  )
  // A path of tags and places names nothing; with an id, a class or an attribute in it, it does.
  const structural = kind === 'xpath' || ((kind === 'css' || kind === 'pierce') && !/[#.[]/.test(value))
  return { kind, value, chain, structural, tag: target.tag, text: target.text, attributes }
}

/**
 * Runs in the page: the one element that a selector finds and that may be the recorded one; null when there is none or
 * more than one. Searches as the recorder searched when it made sure that the selector was unique.
 */
export function searchElement({ kind, value, chain, structural, tag, text, attributes }: Search): Element | null {
  const fold = (content: string): string => {
    const folded = content.replace(/\s+/g, ' ').trim()
    return folded.length > 200 ? `${folded.slice(0, 199)}…` : folded
  }
  let root: Document | ShadowRoot = document
  if (kind !== 'pierce') {
    for (const host of chain) {
      const found: NodeListOf<Element> = root.querySelectorAll(host)
      const inner: ShadowRoot | null | undefined = found.length === 1 ? found[0]?.shadowRoot : null
      if (!inner) return null
      root = inner
    }
  }
  const found: Node[] = []
  if (kind === 'testId' || kind === 'css') found.push(...root.querySelectorAll(value))
  else if (kind === 'text') {
    for (const element of root.querySelectorAll(CSS.escape(tag)))
      if (fold(element.textContent) === value) found.push(element)
  } else if (kind === 'xpath') {
    const snapshot = document.evaluate(value, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE)
    for (let i = 0; i < snapshot.snapshotLength; i++) found.push(snapshot.snapshotItem(i) ?? document)
  } else if (kind === 'pierce') {
    const roots: (Document | ShadowRoot)[] = [document]
    for (let next = roots.pop(); next; next = roots.pop()) {
      found.push(...next.querySelectorAll(value))
      for (const element of next.querySelectorAll('*')) if (element.shadowRoot) roots.push(element.shadowRoot)
    }
  }
  const [element] = found
  if (found.length !== 1 || !(element instanceof Element) || element.localName !== tag) return null
  if (!structural) return element
  const known = Object.entries(attributes)
  const agrees =
    known.some(([name, content]) => element.getAttribute(name) === content) ||
    (text !== '' && fold(element.textContent) === text)
  return agrees || (known.length === 0 && text === '') ? element : null
}

/** Runs in the page: whether an element lives in the shadow root that the chain leads to. */
export function livesUnder(element: Element, chain: string[]): boolean {
  let root: Document | ShadowRoot = element.ownerDocument
  for (const host of chain) {
    const inner: ShadowRoot | null | undefined = root.querySelector(host)?.shadowRoot
    if (!inner) return false
    root = inner
  }
  return element.getRootNode() === root
}
