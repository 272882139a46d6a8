import { sensitiveFieldRule } from '#redaction/field.ts'
import { labelsOf } from './labels.ts'
import { rootOf } from './target/tree.ts'

/** Fields that have ever been of type password: a "show password" button changes the type, not the secret. */
const passwords = new WeakSet<Element>()
const passwordIdentities = new Set<string>()

/** Kinds of input whose value is typed text. */
const typedInputs = new Set([
  'text',
  'search',
  'email',
  'url',
  'tel',
  'password',
  'number',
  'date',
  'datetime-local',
  'month',
  'week',
  'time',
  'color',
  'range',
])

export type TextField = HTMLInputElement | HTMLTextAreaElement

/** An element of a form whose state a script can set without a mutation. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

export function isControl(element: Element): element is Control {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement
  )
}

export function isTextField(element: Element): element is TextField {
  if (element instanceof HTMLTextAreaElement) return true
  // The property, not the attribute: a type nobody knows is a text field.
  return element instanceof HTMLInputElement && typedInputs.has(element.type)
}

export function isToggle(element: Element): element is HTMLInputElement {
  return element instanceof HTMLInputElement && (element.type === 'checkbox' || element.type === 'radio')
}

export function isEditable(element: Element): boolean {
  return isTextField(element) || (element instanceof HTMLElement && element.isContentEditable)
}

/** The outermost contenteditable around an element: the editor as a whole is the field. */
export function editorOf(element: Element): Element {
  let editor = element
  for (
    let parent = element.parentElement;
    parent instanceof HTMLElement && parent.isContentEditable;
    parent = parent.parentElement
  )
    editor = parent
  return editor
}

/** An attribute by the prototype's getter: a form may shadow `getAttribute` with a field of that name. */
export function attribute(element: Element, name: string): string {
  return Element.prototype.getAttribute.call(element, name) ?? ''
}

/** What a field's rule rests on that is cheap to look at; the rest is looked at again only after `ruleHoldsMs`. */
interface KnownRule {
  type: string
  identity: string
  autocomplete: string
  untilMs: number
  rule: string | null
}

/** One event makes several readers ask for the rule of one field: labels and styles do not change in between. */
const ruleHoldsMs = 10
const knownRules = new WeakMap<Element, KnownRule>()

/** The redaction rule that forbids recording this field's value, or null. */
export function fieldRule(element: Element): string | null {
  if (!isControl(element)) return null
  const type = element instanceof HTMLInputElement ? element.type : ''
  const identity = `${attribute(element, 'id')} ${attribute(element, 'name')}`
  const autocomplete = attribute(element, 'autocomplete')
  const nowMs = performance.now()
  const known = knownRules.get(element)
  if (
    known &&
    nowMs < known.untilMs &&
    known.type === type &&
    known.identity === identity &&
    known.autocomplete === autocomplete
  )
    return known.rule
  if (type === 'password') {
    passwords.add(element)
    // A page may show a password by putting another field in its place.
    if (identity !== ' ') passwordIdentities.add(identity)
  }
  const rule = sensitiveFieldRule({
    type,
    autocomplete,
    cues: [
      ...['name', 'id', 'placeholder', 'aria-label', 'title'].map((name) => attribute(element, name)),
      ...labelledBy(element),
      ...labelTexts(element),
    ],
    wasPassword: passwords.has(element) || passwordIdentities.has(identity) || isDotted(element),
  })
  knownRules.set(element, { type, identity, autocomplete, untilMs: nowMs + ruleHoldsMs, rule })
  return rule
}

function labelledBy(element: Element): string[] {
  const ids = attribute(element, 'aria-labelledby')
  if (ids === '') return []
  return ids.split(/\s+/).map((id) => rootOf(element).getElementById(id)?.textContent ?? '')
}

/** Whether the page shows dots instead of letters by style alone. */
function isDotted(element: Element): boolean {
  const security = getComputedStyle(element).getPropertyValue('-webkit-text-security')
  return security !== '' && security !== 'none'
}

/** What a person reads beside the field. */
function labelTexts(element: Control): string[] {
  return labelsOf(element).map((label) => label.textContent)
}

/** What a person would read as the field's content: value, or text of an editor. */
export function fieldValue(element: Element): string {
  if (isTextField(element)) return element.value
  return element instanceof HTMLElement ? element.innerText : ''
}
