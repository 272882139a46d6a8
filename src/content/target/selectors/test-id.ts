import { findsOnly } from '#content/target/tree.ts'
import type { SelectorStrategy } from './strategy.ts'

export const testId: SelectorStrategy = {
  kind: 'testId',
  select({ element, root, testId }) {
    if (!testId) return null
    const value = `[${testId.attribute}="${CSS.escape(testId.value)}"]`
    return { value, unique: findsOnly(root, value, element) }
  },
}
