import { fromEntryId } from '#trajectory/entry-id.ts'
import type { Recorded } from '../support/popup.ts'
import type { Line } from './book.ts'

/** What an export holds of what the pages produced. */
export interface Found {
  /** How often each mark is there, by `kind mark`; of what was typed, by the whole text. */
  counts: Map<string, number>
  /** Every text that a field is known to have held, by the mark it begins with. */
  texts: Map<string, string[]>
}

/** Event types and sources of rrweb. */
const [fullSnapshot, incremental] = [2, 3]
const [mutation, input] = [0, 5]

interface StreamEvent {
  type: number
  data: {
    source?: number
    text?: string
    adds?: { node: { textContent?: string } }[]
    texts?: { value: string | null }[]
    node?: unknown
  }
}

/** Finds everything that carries a mark where it belongs: an action by its target, an agent's word, the DOM by what was added. */
export async function findMarks({ log, dom }: Recorded): Promise<Found> {
  const counts = new Map<string, number>()
  const texts = new Map<string, string[]>()
  const count = (kind: Line['kind'], mark: string): void => {
    const key = `${kind} ${mark}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const keep = (held: string): void => {
    // Editors end in a space that does not vanish.
    const text = held.replaceAll('\u00a0', ' ')
    const [mark = ''] = text.split(' ')
    if (mark.startsWith('f-')) texts.set(mark, [...(texts.get(mark) ?? []), text])
  }
  const streams = new Set<string>()
  /** What a page looked like when a stream began: it may have been told before, and is no second telling of it. */
  const shown = new Set<string>()
  for (const entry of log) {
    if (entry.kind === 'dom') streams.add(fromEntryId(entry.id).sourceId)
    else if (entry.kind === 'action' && (entry.name === 'click' || entry.name === 'dblclick')) {
      const { name = '' } = entry.target ?? {}
      if (/^[cs]-/.test(name)) count('click', name)
    } else if (entry.kind === 'action' && entry.name === 'fill') {
      count('fill', entry.args.value.replaceAll('\u00a0', ' '))
      keep(entry.args.value)
    } else if (entry.kind === 'agent' && typeof entry.event.value === 'string') count('agent', entry.event.value)
  }
  for (const sourceId of streams) {
    for (const event of (await dom(sourceId)) as unknown as StreamEvent[]) {
      const { data } = event
      if (event.type === fullSnapshot) {
        for (const [mark] of JSON.stringify(data.node).matchAll(/\bd-\w+-\d+\b/g)) shown.add(mark)
      } else if (event.type === incremental && data.source === mutation) {
        for (const { node } of data.adds ?? []) {
          if (node.textContent?.startsWith('d-')) count('dom', node.textContent)
          keep(node.textContent ?? '')
        }
        for (const { value } of data.texts ?? []) keep(value ?? '')
      } else if (event.type === incremental && data.source === input && data.text !== undefined) keep(data.text)
    }
  }
  for (const mark of shown) if (!counts.has(`dom ${mark}`)) count('dom', mark)
  return { counts, texts }
}

/** Whether the export holds this line of the book. A key is there if the field is known to have held what it led to. */
export function isFound({ counts, texts }: Found, { kind, mark, text }: Line): boolean {
  if (kind === 'fill') return counts.has(`fill ${text ?? ''}`)
  if (kind !== 'key') return counts.has(`${kind} ${mark}`)
  const isHeld = (known: readonly string[] = []): boolean => known.some((held) => held.startsWith(text ?? ''))
  // While the mark itself is typed it is another.
  return isHeld(texts.get(mark)) || [...texts.values()].some(isHeld)
}
