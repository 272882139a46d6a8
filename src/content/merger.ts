import type { Action, ActionName, Moment } from '#trajectory/action.ts'
import type { Evidence } from '#trajectory/attribution.ts'
import type { Facts, FieldContent, Reading } from './reading.ts'

/** Target and observation as of one instant, taken before the page could react. */
export interface Glimpse {
  /** Stores the observation with the log the first time it is asked for. */
  observationId: () => string
  /** Describes the element as it was. */
  target: Action['target']
  surface: Action['surface']
}

/** An action as the merger finishes it; attribution follows from `opening`. */
export interface ActionDraft {
  name: ActionName
  args: Action['args']
  atMs: number
  endAtMs: number
  glimpse: Glimpse
  opening: Evidence
  moments: Moment[]
  momentsDropped: number
  redacted: Record<string, number>
}

export interface MergerOptions<E> {
  /** Takes target and observation now, as of the event at `atMs`. */
  glimpse: (element: E | null, atMs: number) => Glimpse
  emit: (draft: ActionDraft) => string
  /** Whether a click on `outer` is what made `inner` change: the same, an ancestor, or its label. */
  leadsTo: (outer: E, inner: E) => boolean
  /** Runs later unless cancelled. */
  schedule: (run: () => void, delayMs: number) => () => void
}

/** A second click within this time makes a double click of the first. */
const doubleClickMs = 500
/** A click on a label makes the browser click its control within this time. */
const labelClickMs = 100
/** A key and the text it inserts lie this close together; an older key inserted nothing. */
const keystrokeMs = 1000
/** A scroll gesture is over when nothing moved for this long. */
const scrollIdleMs = 200
/** The browser submits in the same breath as the click or the Enter that means it; what comes later a script did. */
const submitCauseMs = 100
/** Raw events kept per action. */
const momentLimit = 200

interface Pending<E> {
  element: E
  draft: ActionDraft
  isKey: boolean
  /** What a script dispatches is never the browser's consequence of what a person did; the reverse does happen. */
  trusted: boolean
  /** What the press led to is known already; only its click is still to come. */
  decided: boolean
  cancelTimer: () => void
}

/**
 * Makes actions of raw readings: pure policy, no DOM. It holds a click back until it can no longer become a double
 * click, a check or a choice, and a field edit until the field is left; `flush` gives everything out at once.
 *
 * Every reading becomes a moment of exactly one action, except: a button pressed down or a key typed that led to
 * nothing, the second press of what turned out to be two single clicks, and `leave`, which only ends a fill.
 */
export function createMerger<E>(options: MergerOptions<E>): {
  read: (reading: Reading<E>, facts: Facts) => void
  flush: () => void
} {
  let gesture: { element: E; glimpse: Glimpse; opening: Facts; moments: Moment[] } | null = null
  let pending: Pending<E> | null = null
  let fill: { element: E; trusted: boolean; announced: boolean; draft: ActionDraft } | null = null
  /** A key, paste or composition that is about to change this field. */
  let typed: { element: E; atMs: number } | null = null
  let scroll: { element: E | null; draft: ActionDraft; fromX: number; fromY: number; cancelTimer: () => void } | null =
    null
  let last: { id: string; endAtMs: number; glimpse: Glimpse } | null = null

  function emit(draft: ActionDraft): void {
    last = { id: options.emit(draft), endAtMs: draft.endAtMs, glimpse: draft.glimpse }
  }

  function finishPending(): void {
    if (!pending) return
    const { draft, cancelTimer } = pending
    cancelTimer()
    pending = null
    emit(draft)
  }

  function finishFill(): void {
    if (!fill) return
    const { draft } = fill
    fill = null
    emit(draft)
  }

  function finishScroll(): void {
    if (!scroll) return
    const { draft, cancelTimer } = scroll
    cancelTimer()
    scroll = null
    emit(draft)
  }

  function flush(): void {
    // In the order they began: a scroll or a fill under way is older than the click held back.
    const open = [scroll?.draft, fill?.draft, pending?.draft]
      .filter((draft) => draft !== undefined)
      .sort((a, b) => a.atMs - b.atMs)
    for (const draft of open) {
      if (draft === scroll?.draft) finishScroll()
      else if (draft === fill?.draft) finishFill()
      else finishPending()
    }
  }

  function hold(element: E, draft: ActionDraft, facts: Facts, isKey: boolean): void {
    pending = {
      element,
      draft,
      isKey,
      trusted: facts.isTrusted,
      decided: false,
      cancelTimer: options.schedule(finishPending, doubleClickMs),
    }
  }

  function canFollow({ trusted }: Pending<E>, facts: Facts): boolean {
    return facts.isTrusted || !trusted
  }

  /** An action that opens with the present gesture when it fits, else with a glimpse taken now. */
  function open(name: ActionName, args: Action['args'], element: E | null, facts: Facts): ActionDraft {
    if (
      gesture &&
      element !== null &&
      options.leadsTo(element, gesture.element) &&
      facts.isTrusted === gesture.opening.isTrusted
    ) {
      const { glimpse, opening, moments } = gesture
      gesture = null
      return draftOf(name, args, glimpse, opening, [...moments, toMoment(facts)], facts.atMs)
    }
    return draftOf(name, args, options.glimpse(element, facts.atMs), facts, [toMoment(facts)], facts.atMs)
  }

  /** Turns the click or key held back into what it caused, keeping its moments and what was seen before it. */
  function convert(name: ActionName, args: Action['args'], element: E, facts: Facts): boolean {
    if (!pending || pending.decided || !canFollow(pending, facts) || !options.leadsTo(pending.element, element))
      return false
    const { draft } = pending
    if (pending.element !== element)
      draft.glimpse = { ...draft.glimpse, target: options.glimpse(element, facts.atMs).target }
    draft.name = name
    draft.args = args
    addMoment(draft, facts)
    finishPending()
    return true
  }

  function click(reading: Extract<Reading<E>, { kind: 'click' }>, facts: Facts): void {
    const { element, detail, button, modifiers, position } = reading
    if (pending && canFollow(pending, facts)) {
      const sinceMs = facts.atMs - pending.draft.endAtMs
      // Enter clicks when it goes down, Space when it comes up again: as long as the key is held back it may be its click.
      const fromKey = pending.isKey && detail === 0 && facts.isTrusted
      const fromLabel =
        !pending.isKey &&
        pending.element !== element &&
        options.leadsTo(pending.element, element) &&
        sinceMs <= labelClickMs
      const second = !pending.isKey && pending.element === element && detail === 2
      const decided = pending.decided && pending.element === element
      if (fromKey || fromLabel || second || decided) {
        // The second press belongs to the double click too.
        if (second && gesture && gesture.element === element) {
          pending.draft.moments.push(...gesture.moments)
          gesture = null
        }
        addMoment(pending.draft, facts)
        return
      }
    }
    finishPending()
    if (fill && fill.element !== element) finishFill()
    finishScroll()
    const args = { button, modifiers, position, count: Math.max(1, detail) }
    hold(element, open('click', args, element, facts), facts, false)
  }

  function dblclick(reading: Extract<Reading<E>, { kind: 'dblclick' }>, facts: Facts): void {
    const { element, button, modifiers, position } = reading
    const args = { button, modifiers, position, count: 2 }
    if (convert('dblclick', args, element, facts)) return
    finishPending()
    emit(open('dblclick', args, element, facts))
  }

  function edit(element: E, content: FieldContent, facts: Facts): void {
    // A page can make the browser send a trusted edit, but not the key, paste or composition that announces a person's.
    const announced = !facts.isTrusted || (typed?.element === element && facts.atMs - typed.atMs <= keystrokeMs)
    typed = null
    if (fill && (fill.element !== element || fill.trusted !== facts.isTrusted || fill.announced !== announced))
      finishFill()
    if (!fill) {
      // Held back: the click into the field, or the shortcut that pasted; it came before.
      finishPending()
      const draft = announced
        ? open('fill', { value: '' }, element, facts)
        : draftOf('fill', { value: '' }, options.glimpse(element, facts.atMs), facts, [toMoment(facts)], facts.atMs)
      fill = { element, trusted: facts.isTrusted, announced, draft }
    } else addMoment(fill.draft, facts)
    fill.draft.args = { value: content.value }
    fill.draft.redacted = content.rule === null ? {} : { [content.rule]: 1 }
  }

  function choose(element: E, args: Action['args'], facts: Facts): void {
    if (convert('select_option', args, element, facts)) return
    finishFill()
    finishPending()
    const pressed = gesture
    const draft = open('select_option', args, element, facts)
    if (pressed === null || pressed === gesture) return emit(draft)
    // In an open list the button going down on an option makes the choice; the click comes when it goes up.
    draft.glimpse = { ...draft.glimpse, target: options.glimpse(element, facts.atMs).target }
    hold(pressed.element, draft, facts, false)
    if (pending) pending.decided = true
  }

  function submit(element: E, facts: Facts): void {
    flush()
    const cause = last && facts.atMs - last.endAtMs <= submitCauseMs ? last : null
    const glimpse = options.glimpse(element, facts.atMs)
    const draft = draftOf(
      'submit',
      {},
      cause ? { ...glimpse, observationId: cause.glimpse.observationId } : glimpse,
      facts,
      [toMoment(facts)],
      facts.atMs,
    )
    if (cause) draft.opening = { ...draft.opening, causeId: cause.id }
    emit(draft)
  }

  function moveTo(reading: Extract<Reading<E>, { kind: 'scroll' }>, facts: Facts): void {
    const { element, x, y, fromX, fromY } = reading
    if (scroll && scroll.element !== element) finishScroll()
    if (scroll) {
      scroll.cancelTimer()
      addMoment(scroll.draft, facts)
      scroll.cancelTimer = options.schedule(finishScroll, scrollIdleMs)
    } else {
      scroll = {
        element,
        fromX,
        fromY,
        draft: draftOf(
          'scroll',
          { delta_x: 0, delta_y: 0, x, y },
          options.glimpse(element, facts.atMs),
          facts,
          [toMoment(facts)],
          facts.atMs,
        ),
        cancelTimer: options.schedule(finishScroll, scrollIdleMs),
      }
    }
    scroll.draft.args = { delta_x: x - scroll.fromX, delta_y: y - scroll.fromY, x, y }
  }

  function read(reading: Reading<E>, facts: Facts): void {
    switch (reading.kind) {
      case 'press-down':
        if (pending && pending.element !== reading.element) finishPending()
        if (fill && fill.element !== reading.element) finishFill()
        finishScroll()
        gesture = {
          element: reading.element,
          glimpse: options.glimpse(reading.element, facts.atMs),
          opening: facts,
          moments: [toMoment(facts)],
        }
        return
      case 'click':
        return click(reading, facts)
      case 'dblclick':
        return dblclick(reading, facts)
      case 'key':
        flush()
        gesture = null
        return hold(reading.element, open('press', { key_comb: reading.keyComb }, reading.element, facts), facts, true)
      case 'typing':
        if (facts.isTrusted) typed = { element: reading.element, atMs: facts.atMs }
        if (fill?.element === reading.element && fill.trusted === facts.isTrusted) return addMoment(fill.draft, facts)
        finishFill()
        finishPending()
        // A key may open the edit before `beforeinput` does; the first one saw the page as it was.
        if (gesture?.element === reading.element && isSameKeystroke(gesture.opening, facts))
          gesture.moments.push(toMoment(facts))
        else
          gesture = {
            element: reading.element,
            glimpse: options.glimpse(reading.element, facts.atMs),
            opening: facts,
            moments: [toMoment(facts)],
          }
        return
      case 'edit':
        return edit(reading.element, reading.content, facts)
      case 'choose':
        return choose(reading.element, { options: reading.options, values: reading.values }, facts)
      case 'toggle':
        if (convert(reading.checked ? 'check' : 'uncheck', {}, reading.element, facts)) return
        finishFill()
        finishPending()
        return emit(open(reading.checked ? 'check' : 'uncheck', {}, reading.element, facts))
      case 'leave':
        if (fill?.element === reading.element) finishFill()
        return
      case 'submit':
        return submit(reading.element, facts)
      case 'scroll':
        return moveTo(reading, facts)
      default:
        return reading satisfies never
    }
  }

  return { read, flush }
}

function isSameKeystroke(opening: Facts, facts: Facts): boolean {
  return (
    opening.type !== 'pointerdown' && opening.isTrusted === facts.isTrusted && facts.atMs - opening.atMs <= keystrokeMs
  )
}

function draftOf(
  name: ActionName,
  args: Action['args'],
  glimpse: Glimpse,
  opening: Facts,
  moments: Moment[],
  endAtMs: number,
): ActionDraft {
  return {
    name,
    args,
    atMs: opening.atMs,
    endAtMs,
    glimpse,
    opening: opening.evidence,
    moments,
    momentsDropped: 0,
    redacted: {},
  }
}

function toMoment({ type, atMs, isTrusted, note }: Facts): Moment {
  return { type, atMs, isTrusted, ...(note === undefined ? {} : { note }) }
}

function addMoment(draft: ActionDraft, facts: Facts): void {
  draft.endAtMs = Math.max(draft.endAtMs, facts.atMs)
  if (draft.moments.length < momentLimit) draft.moments.push(toMoment(facts))
  else draft.momentsDropped += 1
}
