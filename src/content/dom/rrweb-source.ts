import { record } from '@rrweb/record'
import type { Redactor } from '#redaction/redactor.ts'
import { placeholderFor } from '#redaction/field.ts'
import { redactUrl } from '#redaction/url.ts'
import { fieldRule } from '#content/field.ts'
import type { ObservationSource, Segment } from './observation-source.ts'

/** What has gathered is handed over at this age, in segments of about this size. */
const segmentChars = 96 * 1024
const segmentMs = 250

/** rrweb's event type for page metadata, which carries the address. */
const metaEvent = 4

/** rrweb's event type for everything after a snapshot, and those of its sources that change what one sees. */
const incrementalEvent = 3
const visibleSources = new Set<number>([0, 3, 4, 5, 7, 8, 9, 10, 13, 15])

export interface RrwebOptions {
  redactor: Redactor
  onSegment: (segment: Segment) => void
  onChange: () => void
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

/** What rrweb is told, apart from whom to tell and how to mask; the benchmark records with the same. */
export const rrwebOptions = {
  recordAfter: 'DOMContentLoaded',
  recordCrossOriginIframes: false,
  inlineStylesheet: true,
  maskInputOptions: everyInput,
  sampling: { mousemove: 100, scroll: 150 },
  errorHandler: () => true,
} as const

/** As much of an rrweb event as is looked at here. */
interface RrwebEvent {
  type: number
  timestamp: number
  data: { href: string; source: number }
}

/** Records the DOM of this document with rrweb. */
export function createRrwebSource({ redactor, onSegment, onChange }: RrwebOptions): ObservationSource {
  let lines = 0
  /** Written out only when they are handed over: the page, in whose task they arise, must not wait for that. */
  let events: RrwebEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const gathered = events
    events = []
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
    }
  }

  const stop = record({
    emit(emitted) {
      const event = emitted as unknown as RrwebEvent
      const { type, data } = event
      if (type === metaEvent) data.href = redactUrl(data.href).url
      events.push(event)
      lines += 1
      if (type !== incrementalEvent || visibleSources.has(data.source)) onChange()
      timer ??= setTimeout(flush, segmentMs)
    },
    ...rrwebOptions,
    maskInputFn: (value, element) => {
      const rule = fieldRule(element)
      return rule === null ? value : placeholderFor(rule)
    },
  })

  return {
    nodeId(node) {
      const id = record.mirror.getId(node)
      return id > 0 ? id : null
    },
    get lines() {
      return lines
    },
    flush,
    stop() {
      stop?.()
      flush()
    },
  }
}
