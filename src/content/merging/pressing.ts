import type { Action, ActionName, Moment } from '#trajectory/action.ts'
import type { Evidence } from '#trajectory/attribution.ts'
import type { Facts, Reading } from '#content/reading.ts'
import { addMoment, draftOf, toMoment, type ActionDraft, type Glimpse, type MergerOptions, type Part } from './draft.ts'

/** A second click within this time makes a double click of the first. */
const doubleClickMs = 500
/** A click on a label makes the browser click its control within this time. */
const labelClickMs = 100
/** The click that ends a drag comes with the button, and a page-made copy with the click that asked for it. */
const sameBreathMs = 60
/** A key and the text it inserts lie this close together; an older key inserted nothing. */
export const keystrokeMs = 1000

interface Pending<E> {
  element: E
  draft: ActionDraft
  isKey: boolean
  /** What a script dispatches is never the browser's consequence of what a person did; the reverse does happen. */
  trusted: boolean
  /** What the press led to is known already; only its click is still to come. */
  decided: boolean
  /** The page took the element away when it was pressed. */
  gone: boolean
  /** Clicks in a row before this action: the browser counts on where an action has ended. */
  earlier: number
  cancelTimer: () => void
}

/** A button or key that went down: how the page was then, for whatever action comes of it. */
interface Gesture<E> {
  element: E
  glimpse: Glimpse
  opening: Facts
  moments: Moment[]
}

export interface Pressing<E> extends Part {
  readonly pending: Pending<E> | null
  readonly gesture: Gesture<E> | null
  /** A button went down; returns what was seen. */
  down: (element: E, facts: Facts) => Glimpse
  /** A key that is about to change a field; joins the gesture it belongs to. */
  keystroke: (element: E, facts: Facts, glimpse?: Glimpse) => void
  key: (element: E, keyComb: string, facts: Facts) => void
  /** The drag a press became: its click, if one comes, is part of it. */
  becomeDrag: (draft: ActionDraft, facts: Facts) => void
  /** The page took what was pressed away, so that no click can come of it: the press did what a click does. */
  clickWithoutEvent: (
    reading: Pick<Extract<Reading<E>, { kind: 'press-up' }>, 'place' | 'modifiers'>,
    facts: Facts,
  ) => void
  click: (reading: Extract<Reading<E>, { kind: 'click' }>, facts: Facts, before: () => void) => void
  dblclick: (reading: Extract<Reading<E>, { kind: 'dblclick' }>, facts: Facts) => void
  menu: (reading: Extract<Reading<E>, { kind: 'menu' }>, facts: Facts) => void
  /** An action that opens with the present gesture when it fits, else with a glimpse taken now. */
  open: (name: ActionName, args: Action['args'], element: E | null, facts: Facts) => ActionDraft
  /**
   * Turns the click or key held back into what it caused, keeping its moments and what was seen before it; `opening` is
   * the evidence when a script clicked and a person answered.
   */
  convert: (name: ActionName, args: Action['args'], element: E, facts: Facts, opening?: Evidence) => boolean
  /** Holds a choice made by the button going down back until its click. */
  holdDecided: (element: E, draft: ActionDraft, facts: Facts) => void
  /** Adds what the key held back did to the text of its editor; false when no key did it. */
  takesMore: (element: E, facts: Facts) => boolean
  /** Takes the key held back, for an action that it opened. */
  takeKey: (facts: Facts) => ActionDraft | null
  /** Whether the page did this in answer to the click held back. */
  answers: (facts: Facts) => boolean
}

/** Buttons and keys: holds a press back until it can no longer become a double click, a check or a choice. */
export function createPressing<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Pressing<E> {
  let gesture: Gesture<E> | null = null
  let pending: Pending<E> | null = null

  function finish(): void {
    if (!pending) return
    const { draft, cancelTimer } = pending
    cancelTimer()
    pending = null
    emit(draft)
  }

  function hold(
    element: E,
    draft: ActionDraft,
    facts: Facts,
    state: { isKey?: boolean; decided?: boolean; earlier?: number; gone?: boolean } = {},
  ): void {
    pending = {
      element,
      draft,
      isKey: state.isKey ?? false,
      trusted: facts.isTrusted,
      decided: state.decided ?? false,
      gone: state.gone ?? false,
      earlier: state.earlier ?? 0,
      cancelTimer: options.schedule(finish, doubleClickMs),
    }
  }

  function canFollow({ trusted }: Pending<E>, facts: Facts): boolean {
    return facts.isTrusted || !trusted
  }

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

  function convert(name: ActionName, args: Action['args'], element: E, facts: Facts, opening?: Evidence): boolean {
    if (!pending || pending.decided || !canFollow(pending, facts) || !options.leadsTo(pending.element, element))
      return false
    const { draft } = pending
    if (pending.element !== element) draft.glimpse = { ...draft.glimpse, target: options.describe(element) }
    if (opening && !pending.trusted) draft.opening = opening
    draft.name = name
    draft.args = args
    addMoment(draft, facts)
    finish()
    return true
  }

  return {
    get draft() {
      return pending?.draft ?? null
    },
    get pending() {
      return pending
    },
    get gesture() {
      return gesture
    },
    finish,
    open,
    convert,
    down(element, facts) {
      const glimpse = options.glimpse(element, facts.atMs)
      gesture = { element, glimpse, opening: facts, moments: [toMoment(facts)] }
      return glimpse
    },
    keystroke(element, facts, glimpse) {
      // A key may open the edit before `beforeinput` does; the first one saw the page as it was.
      if (gesture?.element === element && isSameKeystroke(gesture.opening, facts)) gesture.moments.push(toMoment(facts))
      else
        gesture = {
          element,
          glimpse: glimpse ?? options.glimpse(element, facts.atMs),
          opening: facts,
          moments: [toMoment(facts)],
        }
    },
    key(element, keyComb, facts) {
      gesture = null
      hold(element, open('press', { key_comb: keyComb }, element, facts), facts, { isKey: true })
    },
    becomeDrag(draft, facts) {
      finish()
      const element = gesture?.element
      gesture = null
      if (element === undefined) emit(draft)
      else hold(element, draft, facts, { decided: true })
    },
    holdDecided(element, draft, facts) {
      hold(element, draft, facts, { decided: true })
    },
    clickWithoutEvent({ place, modifiers }, facts) {
      if (!gesture) return
      finish()
      const { element, glimpse, opening, moments } = gesture
      gesture = null
      const box = glimpse.target?.box
      const position = box ? { x: Math.round(place.x - box.x), y: Math.round(place.y - box.y) } : null
      const args = { button: place.button, modifiers, position, count: 1 }
      const draft = draftOf('click', args, glimpse, opening, [...moments, toMoment(facts)], facts.atMs)
      hold(element, draft, facts, { decided: true, gone: true })
    },
    click(reading, facts, before) {
      const { element, detail, button, modifiers, position, byTouch } = reading
      if (pending && canFollow(pending, facts)) {
        const sinceMs = facts.atMs - pending.draft.endAtMs
        // Some browsers send it to what lay around the element that was taken away.
        const isLeftOver = pending.gone && sinceMs <= sameBreathMs
        const isDrag = pending.draft.name === 'drag_and_drop' && sinceMs <= sameBreathMs
        // Enter clicks when it goes down, Space when it comes up again: as long as the key is held back it may be its click.
        const fromKey = pending.isKey && detail === 0 && facts.isTrusted
        const fromLabel =
          !pending.isKey &&
          pending.element !== element &&
          pending.draft.name !== 'drag_and_drop' &&
          options.leadsTo(pending.element, element) &&
          sinceMs <= labelClickMs
        const isDouble = pending.draft.name === 'dblclick'
        const more = !pending.isKey && pending.element === element && detail >= (isDouble ? 3 : 2)
        const decided = pending.decided && !isDouble && pending.element === element
        // A context menu and the button that opened it.
        const opensMenu = pending.element === element && button === 'right' && isRightClick(pending.draft)
        if (fromKey || fromLabel || more || decided || isDrag || isLeftOver || opensMenu) {
          // The second press belongs to the double click too.
          if (more && gesture && gesture.element === element) {
            pending.draft.moments.push(...gesture.moments)
            gesture = null
          }
          if (more) {
            const count = detail - pending.earlier
            // A double click of its own comes with an event that says so.
            if (count > 2 || pending.earlier > 0) {
              pending.draft.name = 'click'
              pending.draft.args = { button, modifiers, position, count }
            }
            // Clicks may come one after the other for longer than a double click takes.
            pending.cancelTimer()
            pending.cancelTimer = options.schedule(finish, doubleClickMs)
          }
          addMoment(pending.draft, facts)
          return
        }
      }
      finish()
      before()
      const args = byTouch ? { position, fingers: 1 } : { button, modifiers, position, count: 1 }
      const earlier = Math.max(0, detail - 1)
      hold(element, open(byTouch ? 'tap' : 'click', args, element, facts), facts, { earlier })
    },
    dblclick(reading, facts) {
      const { element, button, modifiers, position } = reading
      const args = { button, modifiers, position, count: 2 }
      if (!pending || pending.isKey || pending.decided || pending.element !== element || !canFollow(pending, facts)) {
        finish()
        hold(element, open('dblclick', args, element, facts), facts, { decided: true })
        return
      }
      const { draft, cancelTimer, earlier } = pending
      cancelTimer()
      draft.name = 'dblclick'
      draft.args = args
      addMoment(draft, facts)
      // A third click makes one triple click of it.
      hold(element, draft, facts, { decided: true, earlier })
    },
    menu(reading, facts) {
      const { element, button, modifiers, position } = reading
      // By the key that opens a menu, or after the button came up, as on Windows: that press is the action.
      if (pending && (pending.isKey || (pending.element === element && isRightClick(pending.draft)))) {
        addMoment(pending.draft, facts)
        return
      }
      finish()
      const args = { button, modifiers, position, count: 1 }
      hold(element, open('click', args, element, facts), facts)
    },
    takesMore(element, facts) {
      if (!pending?.isKey || !canFollow(pending, facts) || !options.leadsTo(element, pending.element)) return false
      addMoment(pending.draft, facts)
      return true
    },
    takeKey(facts) {
      if (!pending?.isKey || pending.decided || !canFollow(pending, facts)) return null
      const { draft, cancelTimer } = pending
      cancelTimer()
      pending = null
      addMoment(draft, facts)
      return draft
    },
    answers(facts) {
      return (
        pending !== null &&
        !pending.isKey &&
        !isRightClick(pending.draft) &&
        facts.atMs - pending.draft.endAtMs <= sameBreathMs
      )
    },
  }
}

function isRightClick({ name, args }: ActionDraft): boolean {
  return name === 'click' && 'button' in args && args.button === 'right'
}

function isSameKeystroke(opening: Facts, facts: Facts): boolean {
  return (
    opening.type !== 'pointerdown' && opening.isTrusted === facts.isTrusted && facts.atMs - opening.atMs <= keystrokeMs
  )
}
