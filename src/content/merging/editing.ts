import type { Action } from '#trajectory/action.ts'
import type { Facts, FieldContent, Reading, TypedContent, Typing } from '#content/reading.ts'
import { addMoment, draftOf, toMoment, type ActionDraft, type Glimpse, type MergerOptions, type Part } from './draft.ts'
import { keystrokeMs, type Pressing } from './pressing.ts'

/** The click that ends a slider's movement comes this soon. */
const clickTailMs = 60
/** What a paste or a cut does to the page is done within this time, also by editors that do it themselves. */
const clipboardMs = 120
/** A page answers what is typed within this time, most at once. */
const afterthoughtMs = 50

export interface Editing<E> extends Part {
  /** Finds out what an editor has made of the last key by itself. */
  hear: () => void
  /** Takes what the field that is being edited holds now, if `typed` tells it. */
  catchUp: (typed: (field: E) => TypedContent | null) => void
  /** The field being edited. */
  readonly element: E | null
  /** `glimpse` when the page was looked at for it before. */
  typing: (reading: Typing<E>, facts: Facts, glimpse?: Glimpse) => void
  edit: (reading: Extract<Reading<E>, { kind: 'edit' }>, facts: Facts) => void
  /** Whether this field is being changed by the pointer. */
  slides: (element: E) => boolean
  /** Takes the click that ends the movement of a slider; false when this is another click. */
  takeClick: (element: E, facts: Facts) => boolean
  clipboard: (reading: Extract<Reading<E>, { kind: 'cut' | 'paste' }>, facts: Facts) => void
  leave: (element: E) => void
}

interface Fill<E> {
  element: E
  trusted: boolean
  announced: boolean
  slides: boolean
  draft: ActionDraft
  rich: boolean
  content: TypedContent
  after: () => FieldContent
  /** Whether the page may still change what was typed: `again` when more was typed since its time began. */
  settling: 'no' | 'yes' | 'again'
}

/** Edits of fields: one `fill` until the field is left, with its final value; a paste or a cut is an action of its own. */
export function createEditing<E>(
  options: MergerOptions<E>,
  pressing: Pressing<E>,
  emit: (draft: ActionDraft) => void,
): Editing<E> {
  let fill: Fill<E> | null = null
  /** A key that an editor may carry out without an event that says so. */
  let silent: { element: E; facts: Facts; before: string; after: () => FieldContent } | null = null
  /** A key, paste or composition that is about to change this field. */
  let typed: { element: E; atMs: number } | null = null
  let clip: { element: E; draft: ActionDraft; after: () => FieldContent | null; cancelTimer: () => void } | null = null

  function finishClip(): void {
    if (!clip) return
    const { draft, after, cancelTimer } = clip
    cancelTimer()
    clip = null
    const content = after()
    draft.args = { ...draft.args, value: content?.value ?? null } as Action['args']
    if (content?.rule !== null && content?.rule !== undefined) draft.redacted = { ...draft.redacted, [content.rule]: 1 }
    emit(draft)
  }

  function finishFill(): void {
    hearSilent()
    if (!fill) return
    settle(fill)
    const { draft, content } = fill
    fill = null
    const { value, rule } = typeof content === 'function' ? content() : content
    draft.args = { value }
    draft.redacted = rule === null ? {} : { [rule]: 1 }
    emit(draft)
  }

  /** A page may put something else in the place of what was typed; what it takes away was typed all the same. */
  function settle(current: Fill<E>): void {
    if (current.settling === 'no') return
    current.settling = 'no'
    if (typeof current.content !== 'function') return
    const content = current.after()
    if (content.value !== '' || current.rich) current.content = asTyped(content)
  }

  /** Reads the field again when nothing was typed into it for a while. */
  function awaitPage(current: Fill<E>): void {
    if (current.settling !== 'no') {
      current.settling = 'again'
      return
    }
    current.settling = 'yes'
    const look = (): void => {
      if (fill !== current || current.settling === 'no') return
      if (current.settling === 'yes') return settle(current)
      current.settling = 'yes'
      options.schedule(look, afterthoughtMs)
    }
    options.schedule(look, afterthoughtMs)
  }

  /** Finds out what an editor has made of a key by itself. */
  function hearSilent(): void {
    if (!silent) return
    const { element, facts, before, after } = silent
    silent = null
    const content = after()
    if (content.value === before) return
    const draft = pressing.open('fill', { value: '' }, element, facts)
    // Nothing came after the key that the gesture begins with.
    if (draft.moments.length > 1) draft.moments.pop()
    fill = {
      element,
      trusted: facts.isTrusted,
      announced: true,
      slides: false,
      rich: true,
      draft,
      content: asTyped(content),
      after,
      settling: 'no',
    }
  }

  function finish(): void {
    finishFill()
    finishClip()
  }

  /** A framework may throw a field away at every key and put its like in its place. */
  function isFilling(element: E): boolean {
    if (!fill) return false
    if (fill.element === element) return true
    if (!options.succeeds(fill.element, element)) return false
    fill.element = element
    return true
  }

  return {
    get draft() {
      return fill?.draft ?? clip?.draft ?? null
    },
    get element() {
      return fill?.element ?? clip?.element ?? silent?.element ?? null
    },
    hear: hearSilent,
    catchUp(typed) {
      if (typeof fill?.content === 'function') fill.content = typed(fill.element) ?? fill.content
    },
    finish,
    typing({ element, breaks, rich, after }, facts, glimpse) {
      if (breaks && pressing.takesMore(element, facts)) return
      if (facts.isTrusted) typed = { element, atMs: facts.atMs }
      if (clip) {
        // What announces the change that the paste makes.
        if (clip.element === element && facts.type === 'beforeinput') {
          addMoment(clip.draft, facts)
          return
        }
        finishClip()
      }
      if (isFilling(element) && fill?.trusted === facts.isTrusted) {
        addMoment(fill.draft, facts)
        if (rich) awaitPage(fill)
        return
      }
      if (silent?.element !== element) finishFill()
      pressing.finish()
      pressing.keystroke(element, facts, glimpse)
      if (!rich || silent) return
      const heard = (silent = { element, facts, before: after().value, after })
      options.schedule(() => silent === heard && hearSilent(), afterthoughtMs)
    },
    edit({ element, content, breaks, rich, after, byPointer }, facts) {
      if (breaks && pressing.takesMore(element, facts)) return
      silent = null
      if (clip) {
        if (clip.element === element && facts.isTrusted) {
          addMoment(clip.draft, facts)
          return
        }
        finishClip()
      }
      // A page can make the browser send a trusted edit, but not the key, paste or composition that announces a person's.
      const pressed = byPointer && pressing.gesture?.element === element
      const slides = pressed || fill?.slides === true
      const announced =
        !facts.isTrusted || slides || (typed?.element === element && facts.atMs - typed.atMs <= keystrokeMs)
      typed = null
      if (fill && (!isFilling(element) || fill.trusted !== facts.isTrusted || fill.announced !== announced))
        finishFill()
      if (!fill) {
        // Held back: the click into the field; it came before.
        pressing.finish()
        const draft = announced
          ? pressing.open('fill', { value: '' }, element, facts)
          : draftOf('fill', { value: '' }, options.glimpse(element, facts.atMs), facts, [toMoment(facts)], facts.atMs)
        const held = { content, after, settling: 'no' } as const
        fill = { element, trusted: facts.isTrusted, announced, slides: pressed, rich, draft, ...held }
      } else {
        addMoment(fill.draft, facts)
        // What was a secret at one event of an edit is one at the end, whatever the page has made of the field since.
        if (typeof fill.content === 'function') fill.content = content
      }
      awaitPage(fill)
    },
    slides: (element) => fill?.slides === true && fill.element === element,
    takeClick(element, facts) {
      if (!fill?.slides || fill.element !== element || !facts.isTrusted) return false
      addMoment(fill.draft, facts)
      return true
    },
    clipboard({ kind, element, content, types, after }, facts) {
      finish()
      const args = kind === 'paste' ? { text: content.value, types, value: null } : { text: content.value, value: null }
      const draft = pressing.takeKey(facts) ?? pressing.open(kind, args, element, facts)
      pressing.finish()
      draft.name = kind
      draft.args = args
      draft.redacted = content.rule === null ? {} : { [content.rule]: 1 }
      clip = { element, draft, after, cancelTimer: options.schedule(finishClip, clipboardMs) }
    },
    leave(element) {
      if (silent?.element === element) hearSilent()
      if (fill?.element !== element) return
      // A slider tells that it has its value before the click that ends its movement.
      const left = fill
      if (left.slides) options.schedule(() => fill === left && finishFill(), clickTailMs)
      else finishFill()
    },
  }
}

/** A secret stays one; anything else may still be changed by the page. */
function asTyped(content: FieldContent): TypedContent {
  return content.rule === null ? () => content : content
}
