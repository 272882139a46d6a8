import { markerAttribute, markerChannel, markers, type Marker } from '#agents/markers.ts'
import { ownInterface } from '#agents/own-interface.ts'
import { createSourceId } from '#trajectory/entry-id.ts'
import type { Evidence } from '#trajectory/attribution.ts'
import { nowMs } from './clock.ts'
import type { EntryDraft } from './outbox.ts'
import { propertyOf } from './target/tree.ts'

/** Time for an agent that leaves the same marks to be heard in a better way. */
const patienceMs = 100
/** Spans remembered; evidence is asked for a moment after the instant. */
const spanLimit = 32
/** How sure a press of a stop button is a cancel: a page can put such a button in, and mean anything by it. */
const cancelConfidence = 0.7

export interface MarkerWatchOptions {
  signal: AbortSignal
  add: (make: () => EntryDraft) => string
  /** Whether this agent was heard in this document in another way. */
  hears: (agent: string) => boolean
}

/** Agents that drive the browser from outside, as far as they leave marks in this document. */
export interface MarkerWatch {
  /** Any mark was ever here: only then need anything be told from the page. */
  readonly met: boolean
  /** The part of the evidence that follows from it. */
  at: (atMs: number) => Pick<Evidence, 'marker' | 'runId' | 'announced'>
  /** The run of an agent, while it acts. */
  runOf: (agent: string) => string | null
  /** The agent that pressing this element stops. */
  stoppedBy: (element: Element) => string | null
  /** That was pressed, in this action. */
  cancel: (agent: string, actionId: string, atMs: number) => void
  /** The document is about to go. */
  leave: () => void
}

interface Span {
  marker: Marker
  acting: boolean
  runId: string | null
  fromMs: number
  toMs: number
}

interface Run {
  id: string
  /** Of the entry that tells of its beginning; null until it is told. */
  entryId: string | null
  cancelled: boolean
}

interface State {
  marker: Marker
  span?: Span | undefined
  run?: Run | undefined
  ending?: ReturnType<typeof setTimeout>
}

export function watchMarkers({ signal, add, hears }: MarkerWatchOptions): MarkerWatch {
  const states: State[] = markers.map((marker) => ({ marker }))
  const spans: Span[] = []
  let met = false

  // Only where marks are put, and nothing deeper: a busy page must not notice.
  const observer = new MutationObserver((records) => {
    attach()
    if (records.some(isAboutMarker)) look()
  })

  /** Again and again: a page may put in another body, and to observe one twice does nothing. */
  function attach(): void {
    for (const parent of [document, propertyOf(document, 'documentElement'), propertyOf(document, 'body')])
      if (parent as Node | null) observer.observe(parent, { childList: true })
    const head = propertyOf(document, 'head') as Node | null
    if (head) observer.observe(head, { childList: true, subtree: true, attributeFilter: [markerAttribute] })
  }

  function look(): void {
    const atMs = nowMs()
    for (const state of states) {
      const { marker, span } = state
      const acting = has(marker.acting)
      const there = acting || has(marker.attached)
      if (there ? span?.acting === acting : !span) continue
      met = true
      if (span) {
        span.toMs = atMs + (span.acting ? marker.lingerMs : 0)
        if (span.acting) state.ending = setTimeout(() => finish(state), marker.lingerMs)
      }
      state.span = there ? { marker, acting, runId: null, fromMs: atMs, toMs: Infinity } : undefined
      if (state.span) spans.push(state.span)
      if (spans.length > spanLimit) spans.shift()
      if (acting) begin(state, atMs)
    }
  }

  function begin(state: State, atMs: number): void {
    clearTimeout(state.ending)
    const { marker, span } = state
    const run: Run = (state.run ??= { id: createSourceId(), entryId: null, cancelled: false })
    if (span) span.runId = run.id
    const tell = (): void => {
      if (run.entryId === null && !isMistaken(marker)) run.entryId = say(state, run, 'RUN_STARTED', atMs)
    }
    if (marker.unless === undefined) tell()
    else setTimeout(tell, patienceMs)
  }

  function finish(state: State): void {
    clearTimeout(state.ending)
    const { run } = state
    state.run = undefined
    if (run && run.entryId !== null) say(state, run, 'RUN_FINISHED', nowMs())
  }

  function say({ marker }: State, { id, cancelled }: Run, type: string, atMs: number): string {
    return add(() => ({
      kind: 'agent',
      atMs,
      provenance: 'claimed',
      agent: { name: marker.agent, version: null, instance: id },
      channel: markerChannel,
      runId: id,
      event: {
        type,
        threadId: id,
        runId: id,
        metadata: { toldBy: 'cairn' },
        ...(cancelled ? { outcome: { type: 'cancelled' } } : {}),
      },
    }))
  }

  function isMistaken({ unless }: Marker): boolean {
    return unless !== undefined && hears(unless)
  }

  attach()
  if (has(ownInterface)) look()
  window.addEventListener('pageshow', ({ persisted }) => persisted && look(), { signal })
  signal.addEventListener('abort', () => observer.disconnect())

  return {
    get met() {
      return met
    },
    at(atMs) {
      const here = spans.filter(({ marker, fromMs, toMs }) => fromMs <= atMs && atMs <= toMs && !isMistaken(marker))
      const span = here.findLast(({ acting }) => acting) ?? here.at(-1)
      if (!span) return {}
      const { marker, acting, runId } = span
      return { marker: { agent: marker.agent, acting }, ...(runId === null ? {} : { runId, announced: true }) }
    },
    runOf: (agent) => states.find(({ marker }) => marker.agent === agent)?.run?.id ?? null,
    stoppedBy(element) {
      const pressed = (stop = ''): boolean => stop !== '' && propertyOf(element, 'closest').call(element, stop) !== null
      return met ? (markers.find(({ stop }) => pressed(stop))?.agent ?? null) : null
    },
    cancel(agent, actionId, atMs) {
      const run = states.find(({ marker }) => marker.agent === agent)?.run
      if (run) run.cancelled = true
      const targetId = run?.entryId ?? actionId
      const rest = { text: null, score: null, by: markerChannel, confidence: cancelConfidence }
      add(() => ({ kind: 'signal', type: 'cancel', atMs, provenance: 'inferred', targetId, ...rest }))
    },
    leave() {
      for (const state of states) {
        if (state.span) state.span.toMs = nowMs()
        state.span = undefined
        finish(state)
      }
    },
  }
}

function has(selector: string | undefined): boolean {
  return selector !== undefined && propertyOf(document, 'querySelector').call(document, selector) !== null
}

function isAboutMarker({ type, addedNodes, removedNodes }: MutationRecord): boolean {
  return type === 'attributes' || [...addedNodes, ...removedNodes].some(isOwn)
}

function isOwn(node: Node): boolean {
  return node instanceof Element && propertyOf(node, 'matches').call(node, ownInterface)
}
