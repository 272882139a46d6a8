import { oncePerLook } from './look.ts'
import { findAll, propertyOf, shadowRootOf } from './target/tree.ts'

const rootsOfHosts = new WeakMap<Element, ShadowRoot>()
/** Tags of all hosts met, to ask a document for. */
const hostTags = new Set<string>()
/** Whether the DOM stream tells of every root. Until then a document is searched for them. */
let areTold = false

/** As long as nobody tells of roots, this many elements are asked for one. */
const searchLimit = 20_000

/** Remembers a shadow root, open or closed. */
export function rememberRoot(root: ShadowRoot): void {
  rootsOfHosts.set(root.host, root)
  hostTags.add(root.host.localName)
}

/** From now on every root is told by `rememberRoot`. */
export function rootsAreTold(): void {
  areTold = true
}

/**
 * Elements below a root that a selector matches or that have a shadow root, in document order: one question to the
 * browser, where asking each element would hold a large page up.
 */
export function findWithHosts(root: Document | ShadowRoot, selector: string): Iterable<Element> {
  search(root)
  const tags = Array.from(hostTags, (tag) => CSS.escape(tag))
  return propertyOf(root, 'querySelectorAll').call(root, [selector, ...tags].join(','))
}

/** Whether an element has a tag that may be in an answer of `findWithHosts` for being a host. */
export function isHostTag(tag: string): boolean {
  return hostTags.has(tag)
}

/** The shadow root of an element, if it is known by now. */
export function knownRootOf(element: Element): ShadowRoot | null {
  return rootsOfHosts.get(element) ?? null
}

/** All shadow roots known below a root, those inside others too. */
export function rootsBelow(root: Document | ShadowRoot): ShadowRoot[] {
  search(root)
  if (hostTags.size === 0) return []
  return Array.from(findWithHosts(root, ':not(*)'), knownRootOf).flatMap((inner) =>
    inner ? [inner, ...rootsBelow(inner)] : [],
  )
}

const searched = oncePerLook((root: Document | ShadowRoot) => {
  for (const element of findAll(root, '*', searchLimit)) {
    const inner = shadowRootOf(element)
    if (inner) rememberRoot(inner)
  }
  return true
})

function search(root: Document | ShadowRoot): void {
  if (!areTold) searched(root)
}
