import { rootOf } from './target/tree.ts'

type Labelled = Element & { readonly labels: NodeListOf<HTMLLabelElement> | null }
type LabelsOfRoot = Map<Element, HTMLLabelElement[]>

/** Kept until the present task ends: pages of thousands of fields are asked about at once. */
let known: Map<Node, LabelsOfRoot> | null = null

/**
 * The labels of a field in document order. Chromium walks the whole document for each field it is asked about, which
 * made the first snapshot of a page with 8,000 fields take half a minute; this walks it once per root and task.
 */
export function labelsOf(field: Labelled): readonly HTMLLabelElement[] {
  if (!field.isConnected) return [...(field.labels ?? [])]
  if (!known) {
    known = new Map()
    queueMicrotask(() => (known = null))
  }
  const root = rootOf(field)
  let labels = known.get(root)
  if (!labels) known.set(root, (labels = collect(root)))
  return labels.get(field) ?? []
}

function collect(root: Document | ShadowRoot): LabelsOfRoot {
  const labels: LabelsOfRoot = new Map()
  for (const label of root.querySelectorAll('label')) {
    if (!label.control) continue
    const others = labels.get(label.control)
    if (others) others.push(label)
    else labels.set(label.control, [label])
  }
  return labels
}
