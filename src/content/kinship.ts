import { attribute, isToggle } from './field.ts'
import { propertyOf } from './target/tree.ts'

/** Whether a click on `outer` is what makes `inner` change. */
export function leadsTo(outer: Element, inner: Element): boolean {
  if (outer === inner || propertyOf(outer, 'contains').call(outer, inner)) return true
  if (!isToggle(inner)) return false
  // Arrow keys move the choice within a group of radio buttons.
  if (inner.type === 'radio' && inner.name !== '' && outer instanceof HTMLInputElement && outer.type === 'radio')
    return outer.name === inner.name && outer.form === inner.form
  return [...(inner.labels ?? [])].some((label) => label.contains(outer))
}

/** Whether a framework has put `next` in the place of a field it threw away. */
export function succeeds(field: Element, next: Element): boolean {
  if (field.isConnected || field.localName !== next.localName) return false
  const identity = (element: Element): string =>
    ['id', 'name', 'aria-label', 'placeholder', 'data-testid'].map((name) => attribute(element, name)).join(' ')
  return identity(field).trim() !== '' && identity(field) === identity(next)
}
