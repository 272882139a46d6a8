import type { Frame, Selector, Target } from '#trajectory/target.ts'
import { attribute, fieldRule } from '#content/field.ts'
import { nameOf, roleOf, shorten } from './role-name.ts'
import { css } from './selectors/css.ts'
import { selectorStrategies } from './selectors/registry.ts'
import type { Described } from './selectors/strategy.ts'
import { propertyOf, rootOf, shadowHosts } from './tree.ts'

const testIdAttributes = ['data-testid', 'data-test-id', 'data-test', 'data-cy', 'data-qa']

/** Attributes that identify an element; everything else is noise or may hold anything. */
const keptAttributes = new Set([
  'id',
  'class',
  'name',
  'type',
  'href',
  'role',
  'title',
  'alt',
  'for',
  'placeholder',
  'autocomplete',
  'inputmode',
  'contenteditable',
])

/** Describes an element in every way that may find it again, now, before the page changes it. */
export function describeTarget(element: Element, nodeId: number | null): Target {
  const root = rootOf(element)
  const hosts = shadowHosts(element)
  const testIdAttribute = testIdAttributes.find((name) => attribute(element, name) !== '')
  const described: Described = {
    element,
    root,
    role: roleOf(element),
    name: nameOf(element),
    text: fieldRule(element) === null ? textOf(element) : '',
    testId:
      testIdAttribute === undefined ? null : { attribute: testIdAttribute, value: attribute(element, testIdAttribute) },
  }
  const rect = propertyOf(element, 'getBoundingClientRect').call(element)
  return {
    role: described.role,
    name: described.name,
    tag: propertyOf(element, 'localName'),
    text: described.text,
    label: labelOf(element),
    placeholder: attribute(element, 'placeholder') || null,
    testId: described.testId?.value ?? null,
    attributes: attributesOf(element),
    box: { x: round(rect.x), y: round(rect.y), width: round(rect.width), height: round(rect.height) },
    framePath: framePath(),
    shadowDepth: hosts.length,
    nodeId,
    selectors: selectorsOf(described, hosts),
  }
}

function selectorsOf(described: Described, hosts: Element[]): Selector[] {
  const chain = hosts.map(
    (host) => css.select({ ...described, element: host, root: rootOf(host) })?.value ?? host.localName,
  )
  const selectors = selectorStrategies.flatMap(({ kind, select }): Selector[] => {
    const found = select(described)
    if (!found) return []
    return [{ kind, value: found.value, unique: found.unique, ...(chain.length > 0 ? { chain } : {}) }]
  })
  return selectors.sort((a, b) => preference(a) - preference(b))
}

const kinds = selectorStrategies.map(({ kind }) => kind)

/** A path that counts siblings says where, not what: in a list that moves, what is read there finds more. */
function preference({ kind, value }: Selector): number {
  return kind === 'css' && value.includes(':nth-') ? kinds.indexOf('text') + 0.5 : kinds.indexOf(kind)
}

function textOf(element: Element): string {
  if (element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement) return ''
  // A whole page section is no text of a target; reading it would also be slow.
  if (propertyOf(element, 'childElementCount') > 20) return ''
  // Nor is code, or what fields hold, which their own rules guard.
  if (propertyOf(element, 'querySelector').call(element, 'script,style,textarea') !== null) return ''
  return shorten(propertyOf(element, 'textContent'))
}

function labelOf(element: Element): string | null {
  if (!(
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  ))
    return null
  const text = [...(element.labels ?? [])].map((label) => label.textContent).join(' ')
  return shorten(text) || null
}

function attributesOf(element: Element): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const { name, value } of Array.from(propertyOf(element, 'attributes'))) {
    if (keptAttributes.has(name) || testIdAttributes.includes(name) || name.startsWith('aria-'))
      kept[name] = value.slice(0, 500)
  }
  return kept
}

/** The way from the top document to this one, as far as this frame may know it. */
function framePath(): Frame[] {
  const path: Frame[] = []
  for (let view: Window = window; view !== view.parent; view = view.parent) {
    const siblings = view.parent.frames
    let index = 0
    while (index < siblings.length && siblings[index] !== view) index++
    path.unshift({ index, ...frameUrl(view), ...frameSelector(view) })
  }
  return path
}

function frameUrl(view: Window): { url?: string } {
  try {
    return { url: view.location.href }
  } catch {
    // Cross-origin: only its own content script may know.
    return {}
  }
}

function frameSelector(view: Window): { selector?: string } {
  try {
    const frame = view.frameElement
    if (!frame) return {}
    const selector = css.select({ element: frame, root: rootOf(frame), role: null, name: '', text: '', testId: null })
    return selector ? { selector: selector.value } : {}
  } catch {
    return {}
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
