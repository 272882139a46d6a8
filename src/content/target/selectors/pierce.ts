import { findAll, propertyOf, shadowRootOf } from '#content/target/tree.ts'
import { css } from './css.ts'
import type { SelectorStrategy } from './strategy.ts'

/** Looking for shadow roots means looking at every element; a page of more than this many is not searched through. */
const elementLimit = 5000

/** A CSS selector searched through every open shadow root, as Chrome's Recorder understands it. */
export const pierce: SelectorStrategy = {
  kind: 'pierce',
  select(described) {
    const found = css.select(described)
    return (
      found && {
        value: found.value,
        unique: found.unique && isAlone(found.value, propertyOf(described.element, 'ownerDocument')),
      }
    )
  },
}

/** Whether a selector finds one element alone in a document and all open shadow roots of it. */
function isAlone(selector: string, document: Document): boolean {
  if (propertyOf(document, 'getElementsByTagName').call(document, '*').length > elementLimit) return false
  const roots: (Document | ShadowRoot)[] = [document]
  let seen = 0
  let matches = 0
  for (let root = roots.pop(); root; root = roots.pop()) {
    matches += findAll(root, selector, 1).length
    if (matches > 1) return false
    for (const element of findAll(root, '*', elementLimit)) {
      if (++seen > elementLimit) return false
      const shadow = shadowRootOf(element)
      if (shadow) roots.push(shadow)
    }
  }
  return matches === 1
}
