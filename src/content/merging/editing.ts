import type { Action } from '#trajectory/action.ts'
import type { Facts, FieldContent, Reading, TypedContent } from '#content/reading.ts'
import { addMoment, draftOf, toMoment, type ActionDraft, type MergerOptions, type Part } from './draft.ts'
import { keystrokeMs, type Pressing } from './pressing.ts'

/** The click that ends a slider's movement comes this soon. */
const clickTailMs = 60
/** What a paste or a cut does to the page is done within this time, also by editors that do it themselves. */
const clipboardMs = 120

export interface Editing<E> extends Part {
  /** The field being edited. */
  readonly element: E | null
  typing: (element: E, facts: Facts) => void
  edit: (reading: Extract<Reading<E>, { kind: 'edit' }>, facts: Facts) => void
  /** Whether this field is being changed by the pointer. */
  slides: (element: E) => boolean
  /** Takes the click that ends the movement of a slider; false when this is another click. */
  takeClick: (element: E, facts: Facts) => boolean
  clipboard: (reading: Extract<Reading<E>, { kind: 'cut' | 'paste' }>, facts: Facts) => void
  leave: (element: E) => void
}

/** Edits of fields: one `fill` until the field is left, with its final value; a paste or a cut is an action of its own. */
export function createEditing<E>(
  options: MergerOptions<E>,
  pressing: Pressing<E>,
  emit: (draft: ActionDraft) => void,
): Editing<E> {
  let fill: {
    element: E
    trusted: boolean
    announced: boolean
    slides: boolean
    draft: ActionDraft
    content: TypedContent
  } | null = null
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
    if (!fill) return
    const { draft, content } = fill
    fill = null
    const { value, rule } = typeof content === 'function' ? content() : content
    draft.args = { value }
    draft.redacted = rule === null ? {} : { [rule]: 1 }
    emit(draft)
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
      return fill?.element ?? clip?.element ?? null
    },
    finish,
    typing(element, facts) {
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
        return
      }
      finishFill()
      pressing.finish()
      pressing.keystroke(element, facts)
    },
    edit({ element, content, byPointer }, facts) {
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
        fill = { element, trusted: facts.isTrusted, announced, slides: pressed, draft, content }
      } else {
        addMoment(fill.draft, facts)
        // What was a secret at one event of an edit is one at the end, whatever the page has made of the field since.
        if (typeof fill.content === 'function') fill.content = content
      }
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
      if (fill?.element !== element) return
      // A slider tells that it has its value before the click that ends its movement.
      const left = fill
      if (left.slides) options.schedule(() => fill === left && finishFill(), clickTailMs)
      else finishFill()
    },
  }
}
