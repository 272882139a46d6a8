import { propertyOf } from '#content/target/tree.ts'

/** Whether these are more records and nodes than that. */
export function isHeavier(records: readonly MutationRecord[], most: number): boolean {
  let weight = records.length
  for (const record of records) {
    if (weight > most) break
    // To ask for its nodes costs more than all else here.
    if (record.type === 'childList') weight += weightOf(record.addedNodes) + weightOf(record.removedNodes)
  }
  return weight > most
}

function weightOf(nodes: ArrayLike<Node>): number {
  let weight = nodes.length
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]
    if (node instanceof Element && propertyOf(node, 'firstElementChild'))
      // Not a live list: the page would keep it up to date.
      weight += propertyOf(node, 'querySelectorAll').call(node, '*').length
  }
  return weight
}
