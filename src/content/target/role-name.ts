import { computeAccessibleName, getRole } from 'dom-accessibility-api'
import { placeholderFor } from '#redaction/field.ts'
import { attribute, fieldRule, fieldValue, isControl, labellersOf } from '#content/field.ts'
import { labelsOf } from '#content/labels.ts'
import { oncePerLook } from '#content/look.ts'
import { propertyOf } from './tree.ts'

/** Text longer than this says nothing more about which element it is. */
const longestName = 200

/** ARIA role of an element; null when it has none. */
export const roleOf = oncePerLook(findRole)

function findRole(element: Element): string | null {
  // Fields of a form may hide what the computation asks the form for.
  if (element instanceof HTMLFormElement) return attribute(element, 'role').split(/\s+/)[0] || 'form'
  try {
    return getRole(element)
  } catch {
    return null
  }
}

/** Accessible name, shortened; empty when it has none or the page made the computation fail. */
export const nameOf = oncePerLook(findName)

function findName(element: Element): string {
  const stated = element instanceof HTMLFormElement ? attribute(element, 'aria-label') : ''
  try {
    return shorten(withoutSecrets(stated || computeAccessibleName(element), element) || placeholderOf(element))
  } catch {
    return ''
  }
}

/** A name takes in what the fields within it hold; not of those that keep what they hold to themselves. */
function withoutSecrets(name: string, element: Element): string {
  let open = name
  const labels = isControl(element) ? labelsOf(element) : []
  for (const part of [element, ...labels, ...labellersOf(element)]) {
    if (propertyOf(part, 'firstElementChild') === null) continue
    for (const field of propertyOf(part, 'querySelectorAll').call(part, 'input, textarea')) {
      const value = shorten(fieldValue(field))
      const rule = value !== '' && open.includes(value) ? fieldRule(field) : null
      if (rule !== null) open = open.replaceAll(value, placeholderFor(rule))
    }
  }
  return open
}

/** A field that nothing else names is named by its placeholder (HTML-AAM); the library leaves that out. */
function placeholderOf(element: Element): string {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
  return isField ? attribute(element, 'placeholder') : ''
}

/** White space folded, cut at 200 characters. */
export function shorten(text: string): string {
  const folded = text.replace(/\s+/g, ' ').trim()
  return folded.length > longestName ? `${folded.slice(0, longestName - 1)}…` : folded
}
