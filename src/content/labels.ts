import { oncePerLook } from './look.ts'
import { rootOf } from './target/tree.ts'

type Labelled = Element & { readonly labels: NodeListOf<HTMLLabelElement> | null }
/**
 * The labels of a field in document order. Chromium walks the whole document for each field it is asked about, which
 * made the first snapshot of a page with 8,000 fields take half a minute; this walks it once per root and look.
 */
export function labelsOf(field: Labelled): readonly HTMLLabelElement[] {
  if (!field.isConnected) return [...(field.labels ?? [])]
  return labelsBelow(rootOf(field)).get(field) ?? []
}

const labelsBelow = oncePerLook(collect)

function collect(root: Document | ShadowRoot): Map<Element, HTMLLabelElement[]> {
  const labels = new Map<Element, HTMLLabelElement[]>()
  for (const label of root.querySelectorAll('label')) {
    if (!label.control) continue
    const others = labels.get(label.control)
    if (others) others.push(label)
    else labels.set(label.control, [label])
  }
  return labels
}
