import { parseEntry, type Entry } from '#trajectory/entry.ts'
import type { Observation, OutlineNode } from '#trajectory/observation.ts'
import { HeaderSchema, type Header } from '#trajectory/header.ts'
import { upgradesFrom, versionOf, type Upgrade } from '#trajectory/version.ts'
import { parseJson } from './json-depth.ts'
import { layout } from './layout.ts'
import { linesOf, textOf } from './lines.ts'
import { openZip } from './zip.ts'

/** Documents whose last look is remembered while reading. */
const documentLimit = 50

/** What can be read of a bundle, damaged or not. */
export interface Salvage {
  header: Header | undefined
  /** Entries that are whole; a bundle of a version this build does not know has none. */
  log: Entry[]
}

/** Reads what can be read, for showing to a person; throws only when the bytes are not a zip. */
export async function salvageBundle(blob: Blob): Promise<Salvage> {
  const zip = await openZip(blob)
  const log: Entry[] = []
  let header: Header | undefined
  try {
    let upgrades: readonly Upgrade[] = []
    if (zip.has(layout.header)) {
      const raw = await textOf(zip.read(layout.header))
        .then(parseJson)
        .catch(() => undefined)
      if (raw !== undefined) {
        upgrades = upgradesFrom(versionOf(raw))
        header = HeaderSchema.safeParse(
          upgrades.reduce((json, step) => step.header(json), raw as Record<string, unknown>),
        ).data
      }
    }
    const share = createOutlineSharer()
    for await (const { text } of linesOf(zip.read(layout.log))) {
      const entry = readEntry(text, upgrades)
      if (entry?.kind === 'observation') share(entry)
      if (entry) log.push(entry)
    }
  } catch {
    // What was read until here is what can be shown; `validateBundle` says why it is not more.
  } finally {
    await zip.close()
  }
  return { header, log }
}

/**
 * Gives observations of a document the very elements of the one before where nothing about them has changed: a hundred
 * thousand looks at a page of four hundred elements are else more than there is memory.
 */
function createOutlineSharer(): (observation: Observation) => void {
  const before = new Map<string | null, Map<number, OutlineNode>>()
  return (observation) => {
    const known = before.get(observation.documentId) ?? new Map<number, OutlineNode>()
    observation.outline = observation.outline.map((node) => {
      const same = node.nodeId === null ? undefined : known.get(node.nodeId)
      return same && JSON.stringify(same) === JSON.stringify(node) ? same : node
    })
    before.delete(observation.documentId)
    before.set(
      observation.documentId,
      new Map(observation.outline.flatMap((node) => (node.nodeId === null ? [] : [[node.nodeId, node]]))),
    )
    const [oldest] = before.keys()
    if (before.size > documentLimit && oldest !== undefined) before.delete(oldest)
  }
}

function readEntry(text: string, upgrades: readonly Upgrade[]): Entry | undefined {
  try {
    const parsed = parseEntry(
      upgrades.reduce((json, step) => step.entry(json), parseJson(text) as Record<string, unknown>),
    )
    return 'entry' in parsed ? parsed.entry : undefined
  } catch {
    return undefined
  }
}
