import { propertyOf } from '#content/target/tree.ts'
import type { SelectorStrategy } from './strategy.ts'

export const xpath: SelectorStrategy = {
  kind: 'xpath',
  select({ element, root }) {
    // XPath does not reach into shadow roots.
    if (root instanceof ShadowRoot) return null
    const parts: string[] = []
    for (let node: Element | null = element; node; node = propertyOf(node, 'parentElement')) {
      const name = propertyOf(node, 'nodeName')
      const parent: ParentNode | null = propertyOf(node, 'parentNode')
      const same = [...(parent instanceof Element ? propertyOf(parent, 'children') : [])].filter(
        (child) => propertyOf(child, 'nodeName') === name,
      )
      const isHtml = propertyOf(node, 'namespaceURI') === 'http://www.w3.org/1999/xhtml'
      const step = isHtml ? propertyOf(node, 'localName') : `*[name()="${name}"]`
      parts.unshift(same.length > 1 ? `${step}[${same.indexOf(node) + 1}]` : step)
    }
    const value = `/${parts.join('/')}`
    return { value, unique: findsOnly(root, value, element) }
  },
}

/** An element that is not in the document any more is found by no path, and in XHTML bare names find nothing. */
function findsOnly(document: Document, value: string, element: Element): boolean {
  try {
    const found = propertyOf(document, 'evaluate').call(
      document,
      value,
      document,
      null,
      XPathResult.ORDERED_NODE_SNAPSHOT_TYPE,
    )
    return found.snapshotLength === 1 && found.snapshotItem(0) === element
  } catch {
    return false
  }
}
