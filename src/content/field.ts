import { sensitiveFieldRule } from '#redaction/field.ts'
import { labelsOf } from './labels.ts'
import { oncePerLook } from './look.ts'
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

const cueAttributes = ['name', 'id', 'placeholder', 'data-placeholder', 'aria-placeholder', 'aria-label', 'title']

/** The redaction rule that forbids recording what this field or rich editor holds, or null. */
export const fieldRule = oncePerLook(ruleOf)

function ruleOf(hit: Element): string | null {
  const isInput = isControl(hit)
  if (!isInput && !isEditable(hit)) return null
  const element = isInput ? hit : editorOf(hit)
  notePassword(element)
  if (isDotted(element)) rememberPassword(element)
  const wasPassword = passwords.has(element) || passwordIdentities.has(identityOf(element))
  return sensitiveFieldRule({
    type: element instanceof HTMLInputElement ? element.type : '',
    autocomplete: attribute(element, 'autocomplete'),
    cues: wasPassword ? [] : [...ownCues(element), ...(isInput ? groupNames(hit) : [])],
    wasPassword,
  })
}

function ownCues(element: Element): string[] {
  return [
    ...cueAttributes.map((name) => attribute(element, name)),
    ...labelledBy(element),
    ...(isControl(element) ? labelTexts(element) : []),
  ]
}

/** Whether nothing says what is to be typed into this field. */
export function isNameless(element: Element): boolean {
  return isTextField(element) && ownCues(element).every((cue) => cue.trim() === '')
}

/** Labels and styles of a field that is being typed into are looked at again after this time. */
const typedRuleMs = 100
const typedRules = new WeakMap<Element, { rule: string | null; untilMs: number }>()

/**
 * The rule of a field at one of many events that change it. It may be that old, so it serves to recognise
 * secrets early, and never to let a value out: that takes `fieldRule` at the time when it goes.
 */
export function typedRule(element: Element): string | null {
  notePassword(element)
  const nowMs = performance.now()
  const known = typedRules.get(element)
  if (known && nowMs < known.untilMs && !passwords.has(element)) return known.rule
  const rule = fieldRule(element)
  typedRules.set(element, { rule, untilMs: nowMs + typedRuleMs })
  return rule
}

/** Remembers a field that is a password now: cheap enough for every event that hits one. */
export function notePassword(element: Element): void {
  if (element instanceof HTMLInputElement && element.type === 'password') rememberPassword(element)
}

/** This field is or was a password. */
export function rememberPassword(field: Element): void {
  passwords.add(field)
  // A page may show a password by putting another field in its place.
  const identity = identityOf(field)
  if (identity !== ' ') passwordIdentities.add(identity)
}

function identityOf(element: Element): string {
  return `${attribute(element, 'id')} ${attribute(element, 'name')}`
}

function labelledBy(element: Element): string[] {
  return labellersOf(element).map((labeller) => labeller.textContent)
}

/** The elements that an element says name it. */
export function labellersOf(element: Element): Element[] {
  const ids = attribute(element, 'aria-labelledby')
  if (ids === '') return []
  return ids.split(/\s+/).flatMap((id) => rootOf(element).getElementById(id) ?? [])
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

/** What names the group a field is in: a code is often asked for in one field a digit. */
function groupNames(element: Control): string[] {
  const group = element.closest('fieldset, [role=group]')
  if (!group) return []
  const legend = [...group.children].find((child) => child instanceof HTMLLegendElement)
  return [legend?.textContent ?? '', attribute(group, 'aria-label'), ...labelledBy(group)]
}

/** What rich editors held after their last edit. */
const texts = new WeakMap<Element, string>()

/**
 * Whether an edit has left anything of the text that was in its field. A script sets the whole text: what was there is
 * left where it was added to or cut from.
 */
export function keepsText(event: Event, element: Element, known: string | null | undefined): boolean {
  // Not the text of an editor as it is shown: that would be laid out for every key.
  const value = isTextField(element) ? element.value : element.textContent
  const before = known ?? texts.get(element) ?? ''
  texts.set(element, value)
  if (value.trim() === '') return false
  if (!event.isTrusted) return before !== '' && (value.includes(before) || before.includes(value))
  // Sliders, dates and the browser's own filling of forms put one value in the place of another.
  return event instanceof InputEvent && event.inputType !== '' && event.data?.trim() !== value.trim()
}

/** What a person would read as the field's content: value, or text of an editor. */
export function fieldValue(element: Element): string {
  if (isTextField(element)) return element.value
  return element instanceof HTMLElement ? element.innerText : ''
}
