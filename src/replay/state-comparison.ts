import type { Observation } from '#trajectory/observation.ts'
import { agreesWith, isMasked, withoutSpace } from './mask.ts'
import { rewriteUrl, type Rewrite } from './rewrite.ts'

type FinalState = NonNullable<Observation['final']>

/** The state of one document at the end: what was recorded, or what there is now. */
export interface DocumentState {
  tabId: number
  /** Whether it is the top document of its tab. */
  top: boolean
  url: string
  /** Missing when the recording is older than final states. */
  final?: FinalState | undefined
}

/** One thing that is not as it was. */
export interface Difference {
  what: 'document' | 'url' | 'field' | 'text'
  /** Address of the document, as recorded. */
  document: string
  /** The field, by its selector; only for fields. */
  field?: string
  recorded: string
  /** Null when there is nothing in its place. */
  now: string | null
}

/** Texts are as long as they were allowed to be; two that are cut cannot be compared to the end. */
const cutAt = 20_000
/** As many characters are shown on both sides of where two texts part. */
const around = 40

/** Everything in which documents are not as they were recorded. Documents that were not recorded do not count. */
export function compareStates(
  recorded: readonly DocumentState[],
  now: readonly DocumentState[],
  rewrite: Rewrite,
): Difference[] {
  const left = [...now]
  return recorded.flatMap((before) => {
    const url = rewriteUrl(before.url, rewrite)
    const index = left.findIndex(
      (state) => state.tabId === before.tabId && state.top === before.top && (before.top || agreesWith(url, state.url)),
    )
    const [after] = index === -1 ? [] : left.splice(index, 1)
    if (!after) return [{ what: 'document', document: url, recorded: before.top ? 'a tab' : 'a frame', now: null }]
    const differences: Difference[] = []
    if (!agreesWith(url, after.url)) differences.push({ what: 'url', document: url, recorded: url, now: after.url })
    if (before.final && after.final) {
      differences.push(...compareFields(url, before.final, after.final))
      differences.push(...compareTexts(url, before.final.text, after.final.text))
    }
    return differences
  })
}

function compareFields(document: string, before: FinalState, after: FinalState): Difference[] {
  const fields = new Map(after.fields.map((field) => [field.selector, field]))
  return before.fields.flatMap(({ selector, value, checked }): Difference[] => {
    const field = fields.get(selector)
    const difference = { what: 'field', document, field: selector } as const
    if (!field) return [{ ...difference, recorded: stateOf(value, checked), now: null }]
    // What is masked tells only that the field was not empty.
    const agrees = isMasked(value) ? field.value !== '' : agreesWith(value, field.value)
    if (agrees && field.checked === checked) return []
    return [{ ...difference, recorded: stateOf(value, checked), now: stateOf(field.value, field.checked) }]
  })
}

function stateOf(value: string, checked: boolean | null): string {
  return checked === null ? value : checked ? 'checked' : 'not checked'
}

function compareTexts(document: string, before: string, after: string): Difference[] {
  const cut = before.length >= cutAt || after.length >= cutAt
  const shortest = Math.min(withoutSpace(before).length, withoutSpace(after).length)
  const recorded = cut ? upTo(before, shortest) : before
  const now = cut ? upTo(after, shortest) : after
  if (agreesWith(recorded, now)) return []
  const [recordedWords, nowWords] = [recorded.split(' '), now.split(' ')]
  let word = 0
  while (word < recordedWords.length && recordedWords[word] === nowWords[word]) word++
  const at = recordedWords.slice(0, word).join(' ').length
  return [{ what: 'text', document, recorded: excerpt(recorded, at), now: excerpt(now, at) }]
}

/** The beginning of a text that holds so many characters besides white space. */
function upTo(text: string, characters: number): string {
  let end = 0
  for (let n = 0; end < text.length && n < characters; end++) if (/\S/.test(text.charAt(end))) n++
  return text.slice(0, end)
}

function excerpt(text: string, at: number): string {
  const from = Math.max(0, at - around)
  const to = at + around
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}

/** A difference in one line. */
export function differenceText(
  { what, document, field, recorded, now }: Difference,
  quote: (text: string) => string,
): string {
  if (what === 'document') return `${document}: ${recorded} that is not there`
  const is = now === null ? 'is not there' : `is ${quote(now)}`
  return `${document}: ${field ?? what} was ${quote(recorded)}, ${is}`
}
