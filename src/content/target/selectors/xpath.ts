import { propertyOf } from '#content/target/tree.ts'
import type { SelectorStrategy } from './strategy.ts'

export const xpath: SelectorStrategy = {
  kind: 'xpath',
  select({ element, root }) {
    // XPath does not reach into shadow roots.
    if (root instanceof ShadowRoot) return null
    const parts: string[] = []
    for (let node: Element | null = element; node; node = propertyOf(node, 'parentElement')) {
      const isHtml = propertyOf(node, 'namespaceURI') === 'http://www.w3.org/1999/xhtml'
      const step = isHtml ? propertyOf(node, 'localName') : `*[name()="${propertyOf(node, 'nodeName')}"]`
      const { before, isOnly } = placeAmongSame(root, node, step)
      parts.unshift(isOnly ? step : `${step}[${before + 1}]`)
    }
    const value = `/${parts.join('/')}`
    return { value, unique: findsOnly(root, value, element) }
  },
}

/** More siblings than this the browser counts quicker than we do. */
const manySiblings = 100

/** How many siblings of the same kind are before an element, and whether it is the only one of them. */
function placeAmongSame(document: Document, element: Element, step: string): { before: number; isOnly: boolean } {
  const parent: ParentNode | null = propertyOf(element, 'parentNode')
  if (!(parent instanceof Element)) return { before: 0, isOnly: true }
  if (propertyOf(parent, 'childElementCount') > manySiblings) {
    try {
      const count = (which: string): number =>
        evaluate(document, `count(${which})`, element, XPathResult.NUMBER_TYPE).numberValue
      const before = count(`preceding-sibling::${step}`)
      return { before, isOnly: before === 0 && count(`following-sibling::${step}`) === 0 }
    } catch {
      // Names that are none in XPath.
    }
  }
  const name = propertyOf(element, 'nodeName')
  const same = [...propertyOf(parent, 'children')].filter((child) => propertyOf(child, 'nodeName') === name)
  const before = same.indexOf(element)
  return { before, isOnly: same.length < 2 }
}

function evaluate(document: Document, path: string, from: Node, type: number): XPathResult {
  return propertyOf(document, 'evaluate').call(document, path, from, null, type)
}

/** An element that is not in the document any more is found by no path, and in XHTML bare names find nothing. */
function findsOnly(document: Document, value: string, element: Element): boolean {
  try {
    const found = evaluate(document, value, document, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE)
    return found.snapshotLength === 1 && found.snapshotItem(0) === element
  } catch {
    return false
  }
}
