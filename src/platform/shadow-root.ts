/** The shadow root of an element, open or closed: an extension may look into both. Null when it has none. */
export function openOrClosedShadowRoot(element: Element): ShadowRoot | null {
  if (element.shadowRoot) return element.shadowRoot
  const ofFirefox = (element as { openOrClosedShadowRoot?: ShadowRoot | null }).openOrClosedShadowRoot
  if (ofFirefox !== undefined) return ofFirefox
  if (!(element instanceof HTMLElement) || typeof chrome === 'undefined') return null
  return (
    (
      chrome as { dom?: { openOrClosedShadowRoot: (element: HTMLElement) => ShadowRoot | null } }
    ).dom?.openOrClosedShadowRoot(element) ?? null
  )
}
