import { record } from '@rrweb/record'
import type { Redactor } from '#redaction/redactor.ts'
import { placeholderFor } from '#redaction/field.ts'
import { redactUrl } from '#redaction/url.ts'
import { fieldRule } from '#content/field.ts'
import type { ObservationSource, Segment } from './observation-source.ts'

/** A segment is handed over at this size or age, whichever comes first. */
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

/** Records the DOM of this document with rrweb. */
export function createRrwebSource({ redactor, onSegment, onChange }: RrwebOptions): ObservationSource {
  let lines = 0
  let texts: string[] = []
  let chars = 0
  let redacted: Record<string, number> = {}
  let firstAtMs = 0
  let lastAtMs = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (texts.length === 0) return
    const segment: Segment = {
      atMs: firstAtMs,
      endAtMs: lastAtMs,
      lines: texts.length,
      text: `${texts.join('\n')}\n`,
      redacted,
    }
    texts = []
    chars = 0
    redacted = {}
    onSegment(segment)
  }

  const stop = record({
    emit(event) {
      const type: number = event.type
      const data = event.data as { href: string; source: number }
      if (type === metaEvent) data.href = redactUrl(data.href).url
      const masked = redactor.taintOnly(event)
      for (const [rule, n] of Object.entries(masked.redacted)) redacted[rule] = (redacted[rule] ?? 0) + n
      const text = redactor.json(JSON.stringify(masked.value), redacted)
      if (texts.length === 0) firstAtMs = event.timestamp
      lastAtMs = event.timestamp
      texts.push(text)
      chars += text.length
      lines += 1
      if (type !== incrementalEvent || visibleSources.has(data.source)) onChange()
      if (chars >= segmentChars) flush()
      else timer ??= setTimeout(flush, segmentMs)
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
