import { finder } from '@medv/finder'
import { oncePerLook } from '#content/look.ts'
import { attribute } from '#content/field.ts'
import { countBefore, findsOnly, propertyOf, rootOf } from '#content/target/tree.ts'
import type { SelectorStrategy } from './strategy.ts'

/** A selector is worth this much time; the page is waiting for its click. */
const timeoutMs = 10

/** The search asks the whole page again and again: it is for pages of so many elements, and among so many siblings. */
const elementLimit = 10_000
const siblingLimit = 300

export const css: SelectorStrategy = {
  kind: 'css',
  select: ({ element }) => selectorOf(element),
}

/** Several strategies and each shadow host around an element ask for it. */
const selectorOf = oncePerLook(findSelector)

function findSelector(element: Element): { value: string; unique: boolean } {
  const root = rootOf(element)
  const within = root instanceof ShadowRoot ? root : propertyOf(root, 'documentElement')
  if (!isSearchable(element, root)) return path(element, root)
  try {
    const value = finder(element, { root: within as Element, timeoutMs, maxNumberOfPathChecks: 200 })
    // Fields of a form beside it can lead the search astray.
    return findsOnly(root, value, element) ? { value, unique: true } : path(element, root)
  } catch {
    return path(element, root)
  }
}

/**
 * Whether a selector can be searched for: within bounds, and where `parentElement` leads up to the root. Through a form
 * with a field of that name it runs in a circle, for ever.
 */
function isSearchable(element: Element, root: Document | ShadowRoot): boolean {
  const document = propertyOf(element, 'ownerDocument')
  if (propertyOf(document, 'getElementsByTagName').call(document, '*').length > elementLimit) return false
  for (let node: Element | null = element; node; node = propertyOf(node, 'parentElement')) {
    if (node.parentElement !== propertyOf(node, 'parentElement')) return false
    const parent: Element | ShadowRoot | Document = propertyOf(node, 'parentElement') ?? root
    if (propertyOf(parent, 'childElementCount') > siblingLimit) return false
  }
  return true
}

/** Child positions from the nearest id, or from the root: exact, and breaks with the first change above it. */
function path(element: Element, root: Document | ShadowRoot): { value: string; unique: boolean } {
  const parts: string[] = []
  for (let node: Element | null = element; node; node = propertyOf(node, 'parentElement')) {
    const id = attribute(node, 'id')
    if (id !== '' && findsOnly(root, `#${CSS.escape(id)}`, node)) {
      parts.unshift(`#${CSS.escape(id)}`)
      break
    }
    parts.unshift(`${CSS.escape(propertyOf(node, 'localName'))}:nth-of-type(${countBefore(node) + 1})`)
  }
  const value = parts.join(' > ')
  return { value, unique: findsOnly(root, value, element) }
}
