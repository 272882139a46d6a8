import { nameOf, roleOf, shorten } from '#content/target/role-name.ts'
import { propertyOf } from '#content/target/tree.ts'
import type { Selector, Target } from '#trajectory/target.ts'

type Root = Document | ShadowRoot

/** Elements a selector finds, read as whoever replays a trajectory would read it: by the text of it alone. */
export function findAgain({ kind, value, chain = [] }: Selector, target: Target, document: Document): Element[] {
  if (kind === 'pierce') return rootsOf(document).flatMap((root) => within(root, value))
  const root = chain.reduce<Root | null>((outer, host) => {
    const hosts = outer ? within(outer, host) : []
    return hosts.length === 1 ? hosts[0]!.shadowRoot : null
  }, document)
  if (!root) return []
  switch (kind) {
    case 'testId':
    case 'css':
      return within(root, value)
    case 'xpath': {
      const found = Document.prototype.evaluate.call(
        document,
        value,
        document,
        null,
        XPathResult.ORDERED_NODE_SNAPSHOT_TYPE,
      )
      return Array.from({ length: found.snapshotLength }, (_, index) => found.snapshotItem(index) as Element)
    }
    case 'text':
      return within(root, CSS.escape(target.tag)).filter(
        (element) => shorten(propertyOf(element, 'textContent')) === value,
      )
    case 'aria': {
      const [, name, role] = /^([^]*)\[role="(.*)"\]$/.exec(value) ?? []
      return within(root, '*').filter((element) => nameOf(element) === name && roleOf(element) === role)
    }
  }
}

/** A document and every open shadow root below it. */
function rootsOf(root: Root): Root[] {
  return [
    root,
    ...within(root, '*').flatMap((element) =>
      element instanceof HTMLFormElement || !element.shadowRoot ? [] : rootsOf(element.shadowRoot),
    ),
  ]
}

/** Every element of a document, through open shadow roots. */
export function everyElement(document: Document): Element[] {
  return rootsOf(document).flatMap((root) => within(root, '*'))
}

function within(root: Root, selector: string): Element[] {
  return [...propertyOf(root, 'querySelectorAll').call(root, selector)]
}
