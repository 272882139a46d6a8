import type { Facts, PointerPlace, Reading, TypedContent } from '#content/reading.ts'
import { addMoment, draftOf, toMoment, type ActionDraft, type Glimpse, type MergerOptions } from './draft.ts'
import { createDragging } from './dragging.ts'
import { createEditing } from './editing.ts'
import { createHovering, quietMs } from './hovering.ts'
import { createPressing } from './pressing.ts'
import { createScrolling } from './scrolling.ts'
import { createTextKeys } from './text-keys.ts'
import { createTouching } from './touching.ts'
import { createWandering } from './wandering.ts'

/** The browser submits in the same breath as the click or the Enter that means it; what comes later a script did. */
const submitCauseMs = 100
/** A page that goes away while the button is down, this soon after, does so because of it. */
const leavingMs = 1000

/** Readings that go on while an action is under way and end nothing. */
const motions = new Set<Reading<unknown>['kind']>(['move', 'enter', 'drag-over', 'touch-move'])

/**
 * Makes actions of raw readings: pure policy, no DOM. Each part makes one kind of action and holds it back until it is
 * known what becomes of it; `flush` gives everything out at once.
 *
 * Every reading becomes a moment of exactly one action, except: a button pressed down or a key typed that led to
 * nothing, the second press of what turned out to be two single clicks, places of the pointer, which become a path, and
 * `leave`, which only ends a fill.
 */
export function createMerger<E extends WeakKey>(
  options: MergerOptions<E>,
): {
  read: (reading: Reading<E>, facts: Facts) => void
  flush: () => void
  /** Gives out those actions under way of which this is true, and leaves the others whole. */
  release: (isDone: (draft: ActionDraft) => boolean) => void
  /** The page goes away, perhaps because of a button that has not come up yet. */
  leave: (facts: Facts) => void
  /** Whether the edit under way has all the moments that are kept of one. */
  readonly sated: boolean
  /** The field of the edit under way has changed without an event that was heard; `typed` reads it, null to leave it at that. */
  catchUp: (typed: (field: E) => TypedContent | null) => void
} {
  /** The button that is down. */
  let down: { place: PointerPlace; atMs: number } | null = null
  let last: { id: string; endAtMs: number; glimpse: Glimpse } | null = null
  const emit = (draft: ActionDraft): string => {
    const id = options.emit(draft)
    if (draft.name !== 'pointer_path') last = { id, endAtMs: draft.endAtMs, glimpse: draft.glimpse }
    return id
  }
  const wandering = createWandering(options, emit)
  const hovering = createHovering(options, (draft) => {
    finishParts()
    emit(draft)
  })
  const scrolling = createScrolling(options, emit)
  const pressing = createPressing(options, emit)
  const editing = createEditing(options, pressing, emit)
  const dragging = createDragging(options, emit)
  const touching = createTouching(options, emit)

  const textKeys = createTextKeys(
    options,
    (draft) => {
      flush()
      emit(draft)
    },
    (reading, facts, glimpse) => editing.typing(reading, facts, glimpse),
  )

  /** In the order they began: a scroll or a fill under way is older than the click held back. */
  function finishParts(isDone: (draft: ActionDraft) => boolean = () => true): void {
    editing.hear()
    const parts = [wandering, scrolling, editing, dragging, pressing]
      .filter((part) => part.draft !== null && isDone(part.draft))
      .sort((a, b) => (a.draft?.atMs ?? 0) - (b.draft?.atMs ?? 0))
    for (const part of parts) part.finish()
  }

  function flush(): void {
    hovering.settle()
    textKeys.settle()
    finishParts()
    touching.flush()
  }

  /** What the page does right after a click, a key or a scroll is no answer to the pointer. */
  function isBusy({ atMs }: Facts): boolean {
    return [pressing, scrolling, editing, dragging].some(
      ({ draft }) => draft !== null && (draft === dragging.draft || atMs - draft.endAtMs <= quietMs),
    )
  }

  function submit(element: E, facts: Facts): void {
    flush()
    const cause = last && facts.atMs - last.endAtMs <= submitCauseMs ? last : null
    const glimpse = options.glimpse(element, facts.atMs)
    const before = cause ? { ...glimpse, observationId: cause.glimpse.observationId } : glimpse
    const draft = draftOf('submit', {}, before, facts, [toMoment(facts)], facts.atMs)
    if (cause) draft.opening = { ...draft.opening, causeId: cause.id }
    emit(draft)
  }

  function choose(reading: Extract<Reading<E>, { kind: 'choose' }>, facts: Facts): void {
    const { element, options: labels, values } = reading
    const args = { options: labels, values }
    if (pressing.convert('select_option', args, element, facts)) return
    editing.finish()
    pressing.finish()
    const pressed = pressing.gesture
    const draft = pressing.open('select_option', args, element, facts)
    if (pressed === null || pressed === pressing.gesture) {
      emit(draft)
      return
    }
    // In an open list the button going down on an option makes the choice; the click comes when it goes up.
    draft.glimpse = { ...draft.glimpse, target: options.describe(element) }
    pressing.holdDecided(pressed.element, draft, facts)
  }

  function toggle(element: E, checked: boolean, facts: Facts): void {
    const name = checked ? 'check' : 'uncheck'
    if (pressing.convert(name, {}, element, facts)) return
    editing.finish()
    pressing.finish()
    emit(pressing.open(name, {}, element, facts))
  }

  function copy({ element, content }: Extract<Reading<E>, { kind: 'copy' }>, facts: Facts): void {
    // A page that copies when its button is clicked: that click is the action.
    if (pressing.answers(facts) && pressing.pending) return addMoment(pressing.pending.draft, facts)
    const draft = pressing.takeKey(facts)
    flush()
    const made = draft ?? pressing.open('copy', { text: content.value }, element, facts)
    made.name = 'copy'
    made.args = { text: content.value }
    made.redacted = content.rule === null ? {} : { [content.rule]: 1 }
    emit(made)
  }

  function pressDown({ element, place }: Extract<Reading<E>, { kind: 'press-down' }>, facts: Facts): void {
    down = facts.isTrusted && place.button === 'left' ? { place, atMs: facts.atMs } : null
    if (pressing.pending && pressing.pending.element !== element) pressing.finish()
    if (editing.element !== null && editing.element !== element) editing.finish()
    scrolling.finish()
    const glimpse = pressing.down(element, facts)
    if (facts.evidence.pointerType !== 'touch') dragging.press(element, place, glimpse, facts)
  }

  function pressUp(reading: Extract<Reading<E>, { kind: 'press-up' }>, facts: Facts): void {
    // A slider was moved, a list was chosen from: the press has become that.
    const { gesture } = pressing
    if (gesture === null || editing.slides(gesture.element)) return dragging.cancel()
    const drag = dragging.release(reading, facts)
    if (!drag) {
      if (reading.place.button === 'left' && options.isGone(gesture.element)) pressing.clickWithoutEvent(reading, facts)
      return
    }
    editing.finish()
    scrolling.finish()
    pressing.becomeDrag(drag, facts)
  }

  function upload({ element, files }: Extract<Reading<E>, { kind: 'upload' }>, facts: Facts): void {
    const args = { files, via: 'choice' as const }
    // Files come from the browser's own dialog, whoever asked for it; a script can neither open nor answer it alone.
    const chosen = facts.isTrusted && files.length > 0
    const opening = chosen ? { ...facts, evidence: { ...facts.evidence, primary: true } } : facts
    if (pressing.convert('upload_file', args, element, opening, chosen ? opening.evidence : undefined)) return
    flush()
    emit(draftOf('upload_file', args, options.glimpse(element, facts.atMs), opening, [toMoment(facts)], facts.atMs))
  }

  function drop(reading: Extract<Reading<E>, { kind: 'drop' }>, facts: Facts): void {
    const { element, files } = reading
    if (files.length === 0) return dragging.drop(reading, facts)
    flush()
    const args = { files, via: 'drop' as const }
    emit(draftOf('upload_file', args, options.glimpse(element, facts.atMs), facts, [toMoment(facts)], facts.atMs))
  }

  function read(reading: Reading<E>, facts: Facts): void {
    if (!motions.has(reading.kind)) {
      textKeys.settle()
      if (reading.kind === 'press-down') hovering.press(reading.element)
      hovering.settle()
      wandering.finish()
    }
    switch (reading.kind) {
      case 'press-down':
        return pressDown(reading, facts)
      case 'press-up':
        down = null
        return pressUp(reading, facts)
      case 'move':
        if (dragging.pressed) dragging.move(reading.x, reading.y, facts)
        else {
          if (!isBusy(facts)) hovering.approach(facts)
          wandering.move(reading.x, reading.y, facts)
        }
        return
      case 'enter':
        if (isBusy(facts)) hovering.drop()
        else if (!dragging.pressed) hovering.enter(reading.element, reading.position, facts)
        if (dragging.pressed) dragging.over(reading.element, reading.at)
        return
      case 'drag-over':
        return dragging.over(reading.element, reading.place)
      case 'click':
        touching.clicked()
        if (editing.takeClick(reading.element, facts)) return
        return pressing.click(reading, facts, () => {
          if (editing.element !== reading.element) editing.finish()
          scrolling.finish()
        })
      case 'dblclick':
        return pressing.dblclick(reading, facts)
      case 'menu':
        return pressing.menu(reading, facts)
      case 'touch-down': {
        const { gesture } = pressing
        return touching.down(gesture?.element === reading.element ? gesture.glimpse : null, reading, facts)
      }
      case 'touch-move':
        return touching.move(reading.fingers, facts)
      case 'touch-up':
        return touching.up(reading, facts)
      case 'drag-start':
        down = null
        pressing.finish()
        return dragging.start(reading, facts)
      case 'drop':
        return drop(reading, facts)
      case 'drag-end':
        return dragging.end(reading.types, facts)
      case 'key':
        flush()
        return pressing.key(reading.element, reading.keyComb, facts)
      case 'text-key':
        return textKeys.hold(reading, facts)
      case 'typing':
        return editing.typing(reading, facts)
      case 'edit':
        return editing.edit(reading, facts)
      case 'copy':
        return copy(reading, facts)
      case 'cut':
      case 'paste':
        return editing.clipboard(reading, facts)
      case 'choose':
        return choose(reading, facts)
      case 'toggle':
        return toggle(reading.element, reading.checked, facts)
      case 'upload':
        return upload(reading, facts)
      case 'leave':
        return editing.leave(reading.element)
      case 'submit':
        return submit(reading.element, facts)
      case 'scroll':
        // Moving a scroll bar, or a finger on the page.
        dragging.cancel()
        touching.pan()
        return scrolling.move(reading, facts)
      default:
        return reading satisfies never
    }
  }

  function leave(facts: Facts): void {
    const left = down
    flush()
    if (!left || facts.atMs - left.atMs > leavingMs) return
    pressing.clickWithoutEvent({ place: left.place, modifiers: [] }, facts)
    pressing.finish()
  }

  return {
    read,
    flush,
    release: finishParts,
    leave,
    get sated() {
      return (editing.draft?.momentsDropped ?? 0) > 0
    },
    catchUp: editing.catchUp,
  }
}
