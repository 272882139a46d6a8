import { attributed } from '#agents/attribution.ts'
import { createRedactor } from '#redaction/redactor.ts'
import { redactUrl } from '#redaction/url.ts'
import type { Actor, Evidence } from '#trajectory/attribution.ts'
import { createSourceId } from '#trajectory/entry-id.ts'
import { hearAgents } from './agent-hearing.ts'
import { createAgentWindows } from './agent-windows.ts'
import { createBesidePage } from './beside-page.ts'
import { eventTimeMs, nowMs } from './clock.ts'
import { watchDialogs } from './dialogs.ts'
import type { ObservationSource } from './dom/observation-source.ts'
import { createRrwebSource } from './dom/rrweb-source.ts'
import { createEvidenceBook, withActors } from './evidence.ts'
import { fieldRule, fieldValue, keepsText } from './field.ts'
import { createFieldContents } from './field-content.ts'
import { finalStateOf } from './final-state.ts'
import { createGlimpses } from './glimpses.ts'
import { leadsTo, succeeds } from './kinship.ts'
import { look } from './look.ts'
import { watchMarkers } from './marker-watch.ts'
import type { ActionDraft } from './merging/draft.ts'
import { createMerger } from './merging/merger.ts'
import { createObserver } from './observer.ts'
import { createOutbox, type DeliveryPort, type EntryDraft } from './outbox.ts'
import { createPageLife } from './page-life.ts'
import { createPointerMemory } from './pointer-memory.ts'
import type { Facts, Reading } from './reading.ts'
import { createScrollMemory } from './scroll-memory.ts'
import { sensors } from './sensors/registry.ts'
import type { Rank } from './sensors/sensor.ts'
import { createSettling } from './settling.ts'
import { createShadowRoots } from './shadow-roots.ts'
import { isShortcut } from './shortcut.ts'
import { isAgentsOwn, surfaceOf } from './surface.ts'
import { describeTarget } from './target/describe.ts'
import { propertyOf } from './target/tree.ts'
import { watchViewport } from './viewport.ts'

/** Verdicts remembered; a submit follows its cause within a second, what was written into a field may stay for long. */
const verdictLimit = 2000

/** After these a page may write what somebody means it to. */
const writes = new Set(['keydown', 'beforeinput', 'paste', 'cut'])

export interface ContentRecorderOptions {
  connect: () => DeliveryPort
  isOrphan?: () => boolean
  /** Called once everything is sent and taken down. */
  onEnd: () => void
}

/** Records this document until told to stop. Everything it attaches goes with one abort. */
export function startContentRecorder({ onEnd, ...extension }: ContentRecorderOptions): void {
  const sourceId = createSourceId()
  const ended = new AbortController()
  const redactor = createRedactor()
  const contents = createFieldContents(redactor)
  const windows = createAgentWindows()
  let driver: 'human' | 'agent' | 'script' | null = null
  /** Keys that are commands of the recorder. */
  let shortcuts: string[] = []
  let dom: ObservationSource | null = null
  let mutatedAtMs = -Infinity

  const outbox = createOutbox({
    sourceId,
    ...extension,
    url: () => redactUrl(location.href).url,
    onWelcome: (welcome) => {
      driver = welcome.driver
      shortcuts = welcome.shortcuts
      if (welcome.messages) agents.allowMessages()
      windows.restate(welcome.declared, nowMs())
    },
    onAgent: (said) => agents.hearElsewhere(said),
    onShortcuts: (message) => (shortcuts = message.shortcuts),
    onRelease: ({ token }) => {
      merger.release((draft) => attributed(openingOf(draft)).actor === 'agent')
      outbox.flush()
      outbox.notify({ type: 'released', token })
    },
    onDeclared: (declared) => agents.hearDeclared(declared),
    onRelief: () => dom?.renew(),
    onStop: (orphaned) => void stop(orphaned),
  })
  const settling = createSettling(nowMs, () => outbox.notify({ type: 'settled' }))
  const nodeId = (node: Node): number | null => dom?.nodeId(node) ?? null
  const observer = createObserver({
    sourceId,
    nodeId,
    domLines: () => {
      dom?.readState()
      return dom?.lines ?? null
    },
    changedAtMs: () => settling.changedAtMs,
    mutatedAtMs: () => mutatedAtMs,
  })
  const shadowRoots = createShadowRoots(ended.signal, (host) => dom?.look(host))
  const evidence = createEvidenceBook(() => driver ?? undefined)

  /** Everything but the DOM stream leaves through here: masked by every rule, when it is sent. */
  function add(make: () => EntryDraft, before: Record<string, number> = {}): string {
    return outbox.add(() => {
      const { value, redacted, truncated } = redactor.value(make())
      const counts = { ...before }
      for (const [rule, n] of Object.entries(redacted)) counts[rule] = (counts[rule] ?? 0) + n
      return {
        ...value,
        ...(Object.keys(counts).length > 0 ? { redacted: counts } : {}),
        ...(Object.keys(truncated).length > 0 ? { truncated } : {}),
      }
    })
  }

  /** Who did what lately, for what follows from it. */
  const verdicts = new Map<string, Actor>()

  /** What attribution rests on, as far as it is known by now. */
  function openingOf(draft: ActionDraft): Evidence {
    const events = draft.moments.slice(0, 32).map((moment) => moment.type)
    return { ...withActors(draft.opening, verdicts), ...markers.at(draft.atMs), ...windows.at(draft.atMs), events }
  }

  function emit(draft: ActionDraft): string {
    const observationId = draft.glimpse.observationId()
    const id: string = add(() => {
      const verdict = attributed(openingOf(draft))
      verdicts.set(id, verdict.actor)
      if (verdicts.size > verdictLimit) verdicts.delete(verdicts.keys().next().value ?? '')
      return {
        kind: 'action',
        name: draft.name,
        args: draft.args,
        atMs: draft.atMs,
        endAtMs: draft.endAtMs,
        provenance: 'observed',
        ...verdict,
        target: draft.glimpse.target,
        observationId,
        surface: draft.glimpse.surface,
        moments: draft.moments,
        ...(draft.momentsDropped > 0 ? { momentsDropped: draft.momentsDropped } : {}),
      } as EntryDraft
    }, draft.redacted)
    const { stops } = draft.glimpse
    if (stops !== undefined && draft.name === 'click' && draft.opening.isTrusted === true)
      markers.cancel(stops, id, draft.atMs)
    return id
  }

  const markers = watchMarkers({ signal: ended.signal, add, hears: (agent) => agents.hears(agent) })
  const glimpses = createGlimpses({ observer, nodeId, stoppedBy: markers.stoppedBy, add })
  const merger = createMerger<Element>({
    ...glimpses,
    describe: (element) => look(() => describeTarget(element, nodeId(element))),
    emit,
    leadsTo,
    succeeds,
    isGone: (element) => !propertyOf(element, 'isConnected'),
    mutatedAtMs: () => mutatedAtMs,
    schedule: (run, delayMs) => {
      const timer = setTimeout(run, delayMs)
      return () => clearTimeout(timer)
    },
  })

  const page = {
    content: contents.content,
    excerpt: contents.excerpt,
    typed(element: Element, isTrusted: boolean) {
      dom?.input(element, isTrusted)
      return contents.typed(element)
    },
    keeps: (element: Element, event: Event) => keepsText(event, element, observer.before(element)),
    scrollFrom: createScrollMemory(),
    moved: createPointerMemory(),
  }

  /** Hears one type of event for every sensor that reads it, so that what they share is done once. */
  function listen(type: string): void {
    const readers = sensors.filter(({ events }) => events[type] !== undefined)
    const rank = readers[0]?.events[type] ?? 'derived'
    const onEvent = (event: Event): (() => void) | undefined => {
      // Motion comes in floods, and changes nothing by itself.
      if (rank === 'motion') {
        for (const sensor of readers) {
          const reading = sensor.read(event, page)
          if (reading) merger.read(reading, factsOf(event, rank))
        }
        return
      }
      if (isShortcut(event, shortcuts)) return
      observer.foresee(event)
      const facts = factsOf(event, rank)
      if (!facts.isTrusted) windows.act(facts.atMs)
      agents.see(event, facts)
      for (const sensor of readers) {
        const reading = sensor.read(event, page)
        if (reading && !isIncidental(reading)) merger.read(reading, withNote(facts, reading, event))
      }
      observer.remember(event)
      // An editor may take it for itself and write; no other event says so then.
      if (writes.has(type) && facts.isTrusted) dom?.hasten()
      // Last: what was seen before this event had not changed yet.
      settling.touch()
      if (closable && isDecision(event)) flush()
      if (type === 'input' && !facts.isTrusted && merger.sated) return catchUp
    }
    shadowRoots.listen(type, onEvent, readers[0]?.restsMs?.[type])
  }

  /** What a script has made of a field meanwhile. */
  const catchUp = (): void =>
    look(() => merger.catchUp((field) => (fieldValue(field) === '' ? null : page.typed(field, false))))

  /** A window that a page has opened closes itself when somebody has decided; Chromium then sends nothing any more. */
  const closable = window.opener !== null

  function factsOf(event: Event, rank: Rank): Facts {
    const { type, isTrusted } = event
    const atMs = eventTimeMs(event)
    const facts = { type, atMs, isTrusted, evidence: evidence.of(event, rank) }
    return type === 'scroll' ? { ...facts, scrollInputs: evidence.scrollInputs(atMs) } : facts
  }

  function flush(): void {
    merger.flush()
    agents.flush()
    dom?.flush()
    outbox.flush()
  }

  async function stop(orphaned = false): Promise<void> {
    if (ended.signal.aborted) return
    ended.abort()
    // Nothing is read any more for nobody, with an interface to the browser that is gone.
    if (!orphaned) {
      merger.flush()
      markers.leave()
    }
    agents.close()
    if (!orphaned) {
      const last = look(() => ({ ...observer.observe('end', null, nowMs()), final: finalStateOf(contents.maskOf) }))
      add(() => last)
    }
    dom?.stop()
    settling.stop()
    await outbox.close()
    onEnd()
  }

  const beside = createBesidePage({ windows, contents, driver: () => driver, flush: () => merger.flush(), add })
  const hearLife = createPageLife(ended.signal, {
    onLeave(event) {
      agents.leave()
      markers.leave()
      merger.leave(factsOf(event, 'derived'))
    },
    flush,
    onRest: () => outbox.rest(),
    onReturn(event) {
      outbox.renew()
      const effect = { kind: 'effect', name: 'restored', causeId: null, provenance: 'observed' } as const
      add(() => ({ ...effect, atMs: eventTimeMs(event), url: redactUrl(location.href).url }))
    },
  })
  const agents = hearAgents({
    windows,
    shadowRoots,
    signal: ended.signal,
    late: document.readyState !== 'loading',
    add,
    describe: (element) => describeTarget(element, nodeId(element)),
    content: page.content,
    secretRule: fieldRule,
    onDialog: beside.dialog,
    onActing(acting) {
      if (window.length > 0 || window !== window.top) outbox.notify({ type: 'acting', ...acting })
    },
    markedRunOf: markers.runOf,
  })

  for (const type of new Set(sensors.flatMap(({ events }) => Object.keys(events)))) listen(type)
  watchDialogs({ signal: ended.signal, onDialog: beside.dialog })
  if (window === window.top) watchViewport({ signal: ended.signal, onResize: beside.resize })
  hearLife()
  // Editors and pop-ups are written with `document.open`, which ends all listening and puts another root element in.
  const rewriting = new MutationObserver(() => {
    shadowRoots.renew()
    hearLife()
  })
  rewriting.observe(document, { childList: true })
  ended.signal.addEventListener('abort', () => rewriting.disconnect())
  if ('navigation' in window) {
    window.navigation.addEventListener(
      'navigate',
      (event) => {
        if (!event.isTrusted || event.navigationType !== 'traverse') return
        outbox.notify({ type: 'traversing', atMs: eventTimeMs(event), userInitiated: event.userInitiated })
        // Whether the page or the person goes back depends on what was done last in the page.
        merger.flush()
      },
      { signal: ended.signal },
    )
  }

  whenParsed(ended.signal, () => {
    dom = createRrwebSource({
      redactor,
      onChange: () => {
        mutatedAtMs = nowMs()
        settling.touch()
      },
      onField: observer.keep,
      onRoot: shadowRoots.find,
      agentsOwn: () => (markers.met ? isAgentsOwn : null),
      onSegment: ({ atMs, endAtMs, lines, text, redacted }) =>
        outbox.add({
          kind: 'dom',
          atMs,
          endAtMs,
          lines,
          text,
          provenance: 'observed',
          ...(Object.keys(redacted).length > 0 ? { redacted } : {}),
        }),
    })
    settling.touch()
    // The first look takes three times as long as those that follow, for its code has not run yet: better now than amid a click.
    if (window === window.top)
      whenIdle(ended.signal, () => glimpses.glimpse(document.querySelector('input, button, a'), nowMs()))
  })
}

function whenIdle(signal: AbortSignal, run: () => void): void {
  const id = requestIdleCallback(run)
  signal.addEventListener('abort', () => cancelIdleCallback(id))
}

/** rrweb needs a document element; a document may not have one yet when scripts start. */
function whenParsed(signal: AbortSignal, run: () => void): void {
  if (document.readyState !== 'loading') run()
  else document.addEventListener('DOMContentLoaded', run, { once: true, signal })
}

function isDecision(event: Event): boolean {
  return event.type === 'submit' || (event.type === 'click' && event instanceof UIEvent && event.detail < 2)
}

/** Scrolling that nobody meant: a text field following its caret, an agent's panel following its own words. */
function isIncidental(reading: Reading<Element>): boolean {
  if (reading.kind !== 'scroll' || reading.element === null) return false
  return reading.element instanceof HTMLInputElement || surfaceOf(reading.element) === 'agent-ui'
}

/** A moment says which key or which kind of input it was, never the characters. */
function withNote(facts: Facts, reading: Reading<Element>, event: Event): Facts {
  if (reading.kind === 'key') return { ...facts, note: reading.keyComb }
  return event instanceof InputEvent && event.inputType !== '' ? { ...facts, note: event.inputType } : facts
}
