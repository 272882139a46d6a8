import type { OutlineNode } from '#trajectory/observation.ts'
import { placeholderFor } from '#redaction/field.ts'
import { attribute, editorOf, fieldRule, fieldValue, isEditable, isTextField, isToggle } from './field.ts'
import { findWithHosts, isHostTag, knownRootOf } from './known-roots.ts'
import { nameOf, roleOf, shorten } from './target/role-name.ts'
import { propertyOf, shadowRootOf } from './target/tree.ts'

/** An outline holds at most this many elements, and takes at most this long: the page is waiting. */
const nodeLimit = 400
const budgetMs = 25

/** Tags of which each element that the candidates hold is interactive. */
const plainTags = new Set('button input select textarea summary option label h1 h2 dialog'.split(' '))

/** What may be interactive, in few words: each of them is tried on each element of the page. */
const candidates =
  'a[href],button,input:not([type=hidden]),select,textarea,summary,option:checked,label,[contenteditable],[tabindex],[role],[onclick],h1,h2,dialog[open]'

const interactive =
  'a[href],button,input:not([type=hidden]),select,textarea,summary,option:checked,label,[contenteditable=""],[contenteditable=true],[tabindex]:not([tabindex="-1"]),' +
  '[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],[role=tab],[role=menuitem],[role=menuitemcheckbox],[role=menuitemradio],[role=option],[role=combobox],[role=listbox],[role=textbox],[role=searchbox],[role=slider],[role=spinbutton],[role=treeitem],[role=gridcell],[role=dialog],[onclick],h1,h2,dialog[open]'

export interface Outline {
  nodes: OutlineNode[]
  truncated: boolean
}

/** Every visible interactive element in the viewport, through open shadow roots, in document order. */
export function outlineOf(document: Document, nodeId: (element: Element) => number | null): Outline {
  const nodes: OutlineNode[] = []
  const startedAt = performance.now()
  const { innerWidth, innerHeight } = window
  const focused = deepActiveElement(document)
  let truncated = false
  visit(document)
  return { nodes, truncated }

  function visit(root: Document | ShadowRoot): void {
    for (const element of findWithHosts(root, candidates)) {
      if (isInteractive(element)) add(element)
      const shadow = knownRootOf(element)
      if (shadow) visit(shadow)
      if (nodes.length >= nodeLimit || performance.now() - startedAt > budgetMs) truncated = true
      if (truncated) return
    }
  }

  function add(element: Element): void {
    const rect = propertyOf(element, 'getBoundingClientRect').call(element)
    if (
      rect.width < 1 ||
      rect.height < 1 ||
      rect.bottom < 0 ||
      rect.right < 0 ||
      rect.top > innerHeight ||
      rect.left > innerWidth
    )
      return
    if (!propertyOf(element, 'checkVisibility').call(element, { visibilityProperty: true, opacityProperty: true }))
      return
    nodes.push({
      nodeId: nodeId(element),
      role: roleOf(element) ?? 'generic',
      name: nameOf(element),
      tag: propertyOf(element, 'localName'),
      box: {
        x: Math.round(rect.x),
        y: Math.round(rect.y),
        width: Math.round(rect.width),
        height: Math.round(rect.height),
      },
      ...stateOf(element),
      ...(element === focused ? { focused: true } : {}),
    })
  }
}

/** Whether one of the candidates is meant, and neither a mere host nor a link without an address. */
function isInteractive(element: Element): boolean {
  const tag = propertyOf(element, 'localName')
  if (plainTags.has(tag) && !isHostTag(tag)) return true
  return propertyOf(element, 'matches').call(element, interactive)
}

/** The element that has the focus, seen through shadow roots, open and closed. */
export function deepActiveElement(document: Document): Element | null {
  let active = propertyOf(document, 'activeElement')
  for (let inner = active; inner; inner = shadowRootOf(inner)?.activeElement ?? null) active = inner
  return active
}

function stateOf(element: Element): Partial<OutlineNode> {
  const state: Partial<OutlineNode> = {}
  const value = visibleValue(element)
  if (value !== null) state.value = value
  if (isToggle(element)) state.checked = element.checked
  else ariaState(element, 'checked', state)
  for (const key of ['expanded', 'selected', 'pressed'] as const) ariaState(element, key, state)
  const parent = propertyOf(element, 'parentElement')
  if (parent instanceof HTMLDetailsElement && element.localName === 'summary') state.expanded = parent.open
  if (propertyOf(element, 'matches').call(element, ':disabled') || attribute(element, 'aria-disabled') === 'true')
    state.disabled = true
  return state
}

function ariaState(
  element: Element,
  key: 'checked' | 'expanded' | 'selected' | 'pressed',
  state: Partial<OutlineNode>,
): void {
  const value = attribute(element, `aria-${key}`)
  if (value === 'true' || value === 'false') state[key] = value === 'true'
}

/** What a person would read in the field, masked where it must be; null for elements without a value. */
export function visibleValue(element: Element): string | null {
  const value = plainValue(element)
  return value === null ? null : shownValue(element, value)
}

/** The same before it is masked and shortened. */
export function plainValue(element: Element): string | null {
  if (element instanceof HTMLSelectElement) return [...element.selectedOptions].map((option) => option.label).join(', ')
  if (isTextField(element)) return element.value
  return isEditable(element) && editorOf(element) === element ? fieldValue(element) : null
}

/** A value as it may be shown; an empty text field is empty, whatever it is for. */
export function shownValue(element: Element, value: string): string {
  const rule = fieldRule(element)
  return rule === null || (value === '' && isTextField(element)) ? shorten(value) : placeholderFor(rule)
}
