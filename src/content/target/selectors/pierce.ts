import { rootsBelow } from '#content/known-roots.ts'
import { findAll, propertyOf } from '#content/target/tree.ts'
import { css } from './css.ts'
import type { SelectorStrategy } from './strategy.ts'

/** A page of more shadow roots than this is not searched through. */
const rootLimit = 500

/** A CSS selector searched through every shadow root, as Chrome's Recorder understands it. */
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

/** Whether a selector finds one element alone in a document and all shadow roots of it. */
function isAlone(selector: string, document: Document): boolean {
  const roots = rootsBelow(document)
  if (roots.length > rootLimit) return false
  let matches = 0
  for (const root of [document, ...roots]) {
    matches += findAll(root, selector, 1).length
    if (matches > 1) return false
  }
  return matches === 1
}
