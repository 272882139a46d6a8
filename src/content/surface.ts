import { ownInterface } from '#agents/own-interface.ts'
import type { Glimpse } from './merging/draft.ts'
import { propertyOf, shadowHosts } from './target/tree.ts'

/** Whether an element is the page's, or part of an agent's own interface. */
export function surfaceOf(element: Element | null): Glimpse['surface'] {
  const isOwn = (part: Element): boolean => propertyOf(part, 'closest').call(part, ownInterface) !== null
  return element && (isOwn(element) || shadowHosts(element).some(isOwn)) ? 'agent-ui' : 'page'
}

/** Whether a node is part of an agent's own interface. */
export function isAgentsOwn(node: Node): boolean {
  return surfaceOf(node instanceof Element ? node : node.parentElement) === 'agent-ui'
}
