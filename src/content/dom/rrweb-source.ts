import { record } from '@rrweb/record'
import { longestText, type Redactor } from '#redaction/redactor.ts'
import { placeholderFor } from '#redaction/field.ts'
import { redactUrl } from '#redaction/url.ts'
import { nowMs } from '#content/clock.ts'
import { fieldRule } from '#content/field.ts'
import type { Control } from '#content/field.ts'
import { look } from '#content/look.ts'
import { nativesOf } from './natives.ts'
import type { ObservationSource, Segment } from './observation-source.ts'
import { createStateReader } from './state-reader.ts'
import { settleFlood, writeAnew } from './watched-roots.ts'
import { eventType, source, type StreamEvent } from './stream-event.ts'

/** What has gathered is handed over at this age, in segments of about this size. */
const segmentChars = 96 * 1024
const segmentMs = 250
/** What somebody types is handed over sooner, a key at a time: a crash takes what was not. */
const typedMs = 4
/** Editors that take the keys for themselves may wait for a frame before they write. */
const editorMs = 100
/** What a script puts into fields may come by the thousand. */
const scriptedMs = 50
/** Writing out rests after this long, so that the page comes to its own work. */
const writingMs = 20
/** A mutation of more parts than this is written as several. */
const mutationParts = 500

/** Those sources of incremental events that change what one sees. */
const visibleSources = new Set<number>([0, 3, 4, 5, 7, 8, 9, 10, 13, 15])

export interface RrwebOptions {
  redactor: Redactor
  onSegment: (segment: Segment) => void
  onChange: () => void
  /** A field was first seen, or found changed by a script. */
  onField: (field: Control) => void
  /** A shadow root has come into the stream. */
  onRoot: (root: ShadowRoot) => void
  /** Tells nodes of agents' own interfaces, where what changes is no change of the page; null while there are none. */
  agentsOwn: () => ((node: Node) => boolean) | null
}

/** What rrweb says of a mutation, as far as it is read here. */
interface Mutation {
  adds: { node: { id: number } }[]
  removes: { id: number }[]
  texts: { id: number }[]
  attributes: { id: number }[]
}

const everyInput = {
  color: true,
  date: true,
  'datetime-local': true,
  email: true,
  month: true,
  number: true,
  range: true,
  search: true,
  tel: true,
  text: true,
  time: true,
  url: true,
  week: true,
  textarea: true,
  select: true,
  password: true,
  input: true,
} as const

/** What rrweb is told, apart from whom to tell, how to mask and, where the state reader does it, when to look at fields; the benchmark records with the same. */
export const rrwebOptions = {
  recordAfter: 'DOMContentLoaded',
  recordCrossOriginIframes: false,
  inlineStylesheet: true,
  maskInputOptions: everyInput,
  sampling: { mousemove: 100, scroll: 150 },
  errorHandler: () => true,
} as const

/** Records the DOM of this document with rrweb, and with the state reader where the world was made ready for it. */
export function createRrwebSource({
  redactor,
  onSegment,
  onChange,
  onField,
  onRoot,
  agentsOwn,
}: RrwebOptions): ObservationSource {
  /** Nodes of agents' interfaces, by id: one that goes has only that left. */
  const agentIds = new Set<number>()
  let lines = 0
  /** Written out only when they are handed over: the page, in whose task they arise, must not wait for that. */
  let events: StreamEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let flushAtMs = Infinity
  /** Until then somebody's typing is awaited. */
  let typedUntilMs = 0

  function flushWithin(ms: number): void {
    const atMs = performance.now() + ms
    if (atMs >= flushAtMs) return
    flushAtMs = atMs
    clearTimeout(timer)
    timer = setTimeout(flushSoon, ms)
  }

  function hasten(): void {
    typedUntilMs = performance.now() + editorMs
    flushWithin(typedMs)
  }

  function flush(): void {
    look(() => {
      settleFlood()
      reader?.writeInput()
    })
    writeOut(Infinity)
  }

  function flushSoon(): void {
    look(() => reader?.writeInput())
    writeOut(performance.now() + writingMs)
  }

  /** Hands over what has gathered; what is not written out by then a moment later. */
  function writeOut(untilMs: number): void {
    clearTimeout(timer)
    flushAtMs = Infinity
    const gathered = events
    events = []
    if (gathered.length > 0) typedUntilMs = 0
    let from = 0
    let texts: string[] = []
    let chars = 0
    let redacted: Record<string, number> = {}
    for (const [index, event] of gathered.entries()) {
      const masked = redactor.taintOnly(event)
      for (const [rule, n] of Object.entries(masked.redacted)) redacted[rule] = (redacted[rule] ?? 0) + n
      const text = JSON.stringify(masked.value)
      texts.push(text)
      chars += text.length
      if (chars < segmentChars && index < gathered.length - 1) continue
      onSegment({
        atMs: gathered[from]?.timestamp ?? event.timestamp,
        endAtMs: event.timestamp,
        lines: texts.length,
        // All lines at once: no rule takes anything across the end of a line.
        text: redactor.json(`${texts.join('\n')}\n`, redacted),
        redacted,
      })
      from = index + 1
      texts = []
      chars = 0
      redacted = {}
      if (from === gathered.length || performance.now() < untilMs) continue
      events = gathered.slice(from)
      return flushWithin(0)
    }
  }

  /** Queues one event of the stream. */
  function emit(event: StreamEvent): void {
    // What was typed before this stands before it.
    reader?.writeInput()
    // One clock for all that is recorded of a page, and one that is not set back.
    event.timestamp = Math.round(nowMs())
    const { type, data } = event
    if (type === eventType.meta) data.href = redactUrl(data.href as string).url
    if (data.source === source.input) shortenInput(data)
    const parts = data.source === source.mutation ? partsOf(event) : [event]
    for (const part of parts) events.push(part)
    lines += parts.length
    if (type !== eventType.incremental || (visibleSources.has(data.source ?? -1) && !isOfAgents(data))) onChange()
    flushWithin(performance.now() < typedUntilMs ? typedMs : segmentMs)
  }

  /** A field of megabytes is written again with every few keys. */
  function shortenInput(data: StreamEvent['data']): void {
    const text = data.text as string
    if (text.length <= longestText) return
    data.text = redactor.beginning(text, {})
    data.truncated = text.length - longestText
  }

  function isOfAgents(data: StreamEvent['data']): boolean {
    const isOwn = agentsOwn()
    if (!isOwn || data.source !== source.mutation) return false
    const { adds, removes, texts, attributes } = data as unknown as Mutation
    const changed = [...adds.map(({ node }) => node.id), ...[...texts, ...attributes].map(({ id }) => id)]
    for (const id of changed) {
      const node = record.mirror.getNode(id)
      if (node && isOwn(node)) agentIds.add(id)
    }
    return [...changed, ...removes.map(({ id }) => id)].every((id) => agentIds.has(id))
  }

  const natives = nativesOf()
  const reader =
    natives &&
    createStateReader({
      mirror: record.mirror,
      natives,
      write: (type, data) => emit({ type, data, timestamp: 0 }),
      onField,
      onRoot,
    })

  const stop = look(() =>
    record({
      emit(event) {
        emit(event as unknown as StreamEvent)
        reader?.hear(event as unknown as StreamEvent)
      },
      ...rrwebOptions,
      // Of values between which nothing else happens the reader writes the last: a field may change with every key.
      ...(reader ? { sampling: { ...rrwebOptions.sampling, input: 'last' } } : {}),
      maskInputFn: (value, element) => {
        const rule = fieldRule(element)
        return rule === null ? value : placeholderFor(rule)
      },
    }),
  )

  return {
    nodeId(node) {
      if (record.mirror.getId(node) <= 0) look(settleFlood)
      const id = record.mirror.getId(node)
      return id > 0 ? id : null
    },
    get lines() {
      return lines
    },
    readState: () =>
      look(() => {
        settleFlood()
        reader?.read()
        // A root that was found late may be a flood itself.
        settleFlood()
      }),
    look: (element) => reader?.look(element),
    input(field, typed) {
      // What a rich editor holds is no field's value, and comes as mutations.
      if (typed) {
        look(settleFlood)
        hasten()
      }
      if (!reader?.input(field)) return
      onChange()
      flushWithin(scriptedMs)
    },
    hasten,
    renew: () => look(writeAnew),
    flush,
    stop() {
      look(settleFlood)
      reader?.stop()
      stop?.()
      flush()
    },
  }
}

/** A mutation in parts that can be written out one by one: what is added stands in an order in which each finds its place. */
function partsOf(event: StreamEvent): StreamEvent[] {
  const { adds, removes, texts, attributes } = event.data as unknown as Mutation
  if (adds.length + removes.length + texts.length + attributes.length <= mutationParts) return [event]
  const parts: StreamEvent[] = []
  const none = { source: source.mutation, adds: [], removes: [], texts: [], attributes: [] }
  for (const [name, list] of Object.entries({ removes, adds, texts, attributes }))
    for (let from = 0; from < list.length; from += mutationParts)
      parts.push({ ...event, data: { ...none, [name]: list.slice(from, from + mutationParts) } })
  return parts
}
