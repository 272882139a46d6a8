import { record } from '@rrweb/record'
import type { Redactor } from '#redaction/redactor.ts'
import { placeholderFor } from '#redaction/field.ts'
import { redactUrl } from '#redaction/url.ts'
import { fieldRule } from '#content/field.ts'
import type { Control } from '#content/field.ts'
import { nativesOf } from './natives.ts'
import type { ObservationSource, Segment } from './observation-source.ts'
import { createStateReader } from './state-reader.ts'
import { eventType, type StreamEvent } from './stream-event.ts'

/** A segment is handed over at this size or age, whichever comes first. */
const segmentChars = 96 * 1024
const segmentMs = 250

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

/** Records the DOM of this document with rrweb, and with the state reader where the world was made ready for it. */
export function createRrwebSource({ redactor, onSegment, onChange, onField, onRoot }: RrwebOptions): ObservationSource {
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

  /** Queues one event of the stream, masked. */
  function emit(event: StreamEvent): void {
    const { type, data } = event
    if (type === eventType.meta) data.href = redactUrl(data.href as string).url
    const masked = redactor.taintOnly(event)
    for (const [rule, n] of Object.entries(masked.redacted)) redacted[rule] = (redacted[rule] ?? 0) + n
    const text = redactor.json(JSON.stringify(masked.value), redacted)
    if (texts.length === 0) firstAtMs = event.timestamp
    lastAtMs = event.timestamp
    texts.push(text)
    chars += text.length
    lines += 1
    if (type !== eventType.incremental || visibleSources.has(data.source ?? -1)) onChange()
    if (chars >= segmentChars) flush()
    else timer ??= setTimeout(flush, segmentMs)
  }

  const natives = nativesOf()
  const reader =
    natives &&
    createStateReader({
      mirror: record.mirror,
      natives,
      write: (type, data) => emit({ type, data, timestamp: Date.now() }),
      onField,
      onRoot,
    })

  const stop = record({
    emit(event) {
      emit(event as unknown as StreamEvent)
      reader?.hear(event as unknown as StreamEvent)
    },
    recordAfter: 'DOMContentLoaded',
    recordCrossOriginIframes: false,
    inlineStylesheet: true,
    maskInputOptions: everyInput,
    maskInputFn: (value, element) => {
      const rule = fieldRule(element)
      return rule === null ? value : placeholderFor(rule)
    },
    sampling: { mousemove: 100, scroll: 150 },
    errorHandler: () => true,
  })

  return {
    nodeId(node) {
      const id = record.mirror.getId(node)
      return id > 0 ? id : null
    },
    get lines() {
      return lines
    },
    readState: () => reader?.read(),
    look: (element) => reader?.look(element),
    flush,
    stop() {
      reader?.stop()
      stop?.()
      flush()
    },
  }
}
