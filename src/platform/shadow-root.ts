interface ChromeDom {
  dom?: { openOrClosedShadowRoot: (element: HTMLElement) => ShadowRoot | null }
}

/** Tags other than custom elements that may carry a shadow root. */
const plainHosts = new Set(
  'article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span'.split(' '),
)

/** What the tag of an element says: it may have a shadow root, and is likely to (`custom`) or not (`plain`); or it cannot. */
export function hostKind(tag: string): 'custom' | 'plain' | null {
  if (tag.includes('-')) return 'custom'
  return plainHosts.has(tag) ? 'plain' : null
}

/** The shadow root of an element, open or closed: an extension may look into both. Null when it has none. */
export function openOrClosedShadowRoot(element: Element): ShadowRoot | null {
  // Others have none that a page made, and asking Chromium costs 3 µs each.
  if (hostKind(element.localName) === null) return null
  const ofFirefox = (element as { openOrClosedShadowRoot?: ShadowRoot | null }).openOrClosedShadowRoot
  if (ofFirefox !== undefined) return ofFirefox
  const dom = typeof chrome === 'undefined' ? undefined : (chrome as ChromeDom).dom
  try {
    if (dom && element instanceof HTMLElement) return dom.openOrClosedShadowRoot(element)
  } catch {
    // The extension was reloaded: this script will soon be gone too.
  }
  return element.shadowRoot
}
