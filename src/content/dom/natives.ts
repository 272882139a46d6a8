/** What the isolated world was before stand-ins were put into it. */
export interface Natives {
  MutationObserver: typeof MutationObserver
  shadowRoot: (this: Element) => ShadowRoot | null
  /** One getter each for documents and shadow roots. */
  adoptedStyleSheets: Record<'Document' | 'ShadowRoot', (this: Node) => Iterable<CSSStyleSheet>>
}

const key = Symbol.for('cairn.natives')

/** The natives of this world; null where no stand-ins are. A second recording in the same document finds the first one's. */
export function nativesOf(): Natives | null {
  return (globalThis as { [key]?: Natives })[key] ?? null
}

/** Keeps the natives, once. */
export function keepNatives(): Natives {
  const kept = nativesOf()
  if (kept) return kept
  const getter = (prototype: object, name: string): never =>
    Object.getOwnPropertyDescriptor(prototype, name)?.get as never
  const natives: Natives = {
    MutationObserver,
    shadowRoot: getter(Element.prototype, 'shadowRoot'),
    adoptedStyleSheets: {
      Document: getter(Document.prototype, 'adoptedStyleSheets'),
      ShadowRoot: getter(ShadowRoot.prototype, 'adoptedStyleSheets'),
    },
  }
  Object.defineProperty(globalThis, key, { value: natives })
  return natives
}

interface Waived {
  wrappedJSObject?: { adoptedStyleSheets: ArrayLike<object> }
}

/** The style sheets a document or shadow root has adopted. */
export function adoptedSheetsOf(root: Document | ShadowRoot, { adoptedStyleSheets }: Natives): CSSStyleSheet[] {
  const getter = adoptedStyleSheets[root instanceof ShadowRoot ? 'ShadowRoot' : 'Document']
  try {
    return [...getter.call(root)]
  } catch {
    return waivedSheetsOf(root)
  }
}

/** In Firefox the list does not go through the membrane between worlds; the page's own list is read, and each sheet taken back behind the membrane. */
function waivedSheetsOf(root: Document | ShadowRoot): CSSStyleSheet[] {
  const { XPCNativeWrapper: behindMembrane } = globalThis as { XPCNativeWrapper?: (object: object) => CSSStyleSheet }
  const list = (root as Waived).wrappedJSObject?.adoptedStyleSheets
  return list && behindMembrane ? Array.from(list, (sheet) => behindMembrane(sheet)) : []
}
