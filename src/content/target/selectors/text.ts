import { shorten } from '#content/target/role-name.ts'
import { findAll, propertyOf } from '#content/target/tree.ts'
import type { SelectorStrategy } from './strategy.ts'

/** Longer text is content, not a label. */
const longestText = 60
const candidateLimit = 300

export const text: SelectorStrategy = {
  kind: 'text',
  select({ element, root, text }) {
    if (text === '' || text.length > longestText) return null
    const candidates = findAll(root, CSS.escape(propertyOf(element, 'localName')), candidateLimit)
    if (candidates.length > candidateLimit) return { value: text, unique: false }
    let matches = 0
    for (const candidate of candidates) if (shorten(propertyOf(candidate, 'textContent')) === text) matches++
    return { value: text, unique: matches === 1 }
  },
}
