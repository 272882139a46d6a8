import { finder } from '@medv/finder'
import { findsOnly, propertyOf } from '#content/target/tree.ts'
import type { SelectorStrategy } from './strategy.ts'

/** A selector is worth this much time; the page is waiting for its click. */
const timeoutMs = 10

export const css: SelectorStrategy = {
  kind: 'css',
  select({ element, root }) {
    const within = root instanceof ShadowRoot ? root : propertyOf(root, 'documentElement')
    if (!isClimbable(element)) return path(element, root)
    try {
      const value = finder(element, { root: within as Element, timeoutMs, maxNumberOfPathChecks: 200 })
      // Fields of a form beside it can lead the search astray.
      return findsOnly(root, value, element) ? { value, unique: true } : path(element, root)
    } catch {
      return path(element, root)
    }
  },
}

/** Whether `parentElement` leads up to the root. Through a form with a field of that name it runs in a circle, for ever. */
function isClimbable(element: Element): boolean {
  for (let node: Element | null = element; node; node = propertyOf(node, 'parentElement')) {
    if (node.parentElement !== propertyOf(node, 'parentElement')) return false
  }
  return true
}

/** Child positions from the root: always exact, breaks with the first change above it. */
function path(element: Element, root: Document | ShadowRoot): { value: string; unique: boolean } {
  const parts: string[] = []
  for (let node: Element | null = element; node; node = propertyOf(node, 'parentElement')) {
    const name = propertyOf(node, 'localName')
    const parent: Node | null = propertyOf(node, 'parentNode')
    const siblings =
      parent instanceof Element || parent instanceof ShadowRoot ? [...propertyOf(parent, 'children')] : [node]
    const same = siblings.filter((child) => propertyOf(child, 'localName') === name)
    parts.unshift(`${CSS.escape(name)}:nth-of-type(${same.indexOf(node) + 1})`)
  }
  const value = parts.join(' > ')
  return { value, unique: findsOnly(root, value, element) }
}
