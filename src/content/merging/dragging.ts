import type { Action } from '#trajectory/action.ts'
import type { Facts, PointerPlace, Position, Reading, Waypoint } from '#content/reading.ts'
import {
  addMoment,
  distance,
  draftOf,
  toMoment,
  type ActionDraft,
  type Glimpse,
  type MergerOptions,
  type Part,
} from './draft.ts'

/** A hand trembles this far during a click. */
const trembleDistance = 6
/** Farther than this is never meant as a click. */
const clickDistance = 24
const pathLimit = 300
/** The browser says that a drag is over right after the drop. */
const dropTailMs = 1000

interface Press<E> {
  element: E
  place: PointerPlace
  glimpse: Glimpse
  facts: Facts
  path: Waypoint[]
  farthest: number
}

interface NativeDrag {
  draft: ActionDraft
  types: string[]
  cancelTimer: () => void
}

export interface Dragging<E> extends Part {
  press: (element: E, place: PointerPlace, glimpse: Glimpse, facts: Facts) => void
  move: (x: number, y: number, facts: Facts) => void
  /** The button came up; returns the drag it ends, or null when this is no drag. */
  release: (reading: Extract<Reading<E>, { kind: 'press-up' }>, facts: Facts) => ActionDraft | null
  /** The movement was something else: a slider, a scroll bar, a finger panning. */
  cancel: () => void
  start: (types: string[], facts: Facts) => void
  drop: (element: E, place: PointerPlace, facts: Facts) => void
  end: (dropped: boolean, facts: Facts) => void
  readonly pressed: boolean
}

/** Drag and drop, by the browser's own events or built from pointer events; marking text is one of the latter. */
export function createDragging<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Dragging<E> {
  let press: Press<E> | null = null
  let native: NativeDrag | null = null

  function finish(): void {
    if (!native) return
    const { draft, cancelTimer } = native
    cancelTimer()
    native = null
    emit(draft)
  }

  function pathFrom({ path, place }: Press<E>): Waypoint[] {
    return path.map(([x, y, t]) => [Math.round(x - place.boxX), Math.round(y - place.boxY), t])
  }

  return {
    get draft() {
      return native?.draft ?? null
    },
    get pressed() {
      return press !== null
    },
    finish,
    press(element, place, glimpse, facts) {
      press = { element, place, glimpse, facts, path: [[place.x, place.y, 0]], farthest: 0 }
    },
    move(x, y, facts) {
      if (!press) return
      press.farthest = Math.max(press.farthest, distance(press.place, { x, y }))
      if (press.path.length < pathLimit) press.path.push([x, y, Math.round(facts.atMs - press.facts.atMs)])
    },
    release(reading, facts) {
      const from = press
      press = null
      if (!from || native) return null
      const { place, selected, drawable } = reading
      const [top] = reading.elements
      // What is dragged along lies under the pointer itself; what lies beneath it is meant.
      const beneath = reading.elements.find((element) => !options.leadsTo(from.element, element))
      const element = (drawable || selected ? top : (beneath ?? top)) ?? null
      const farthest = Math.max(from.farthest, distance(from.place, place))
      if (farthest <= trembleDistance) return null
      from.path.push([place.x, place.y, Math.round(facts.atMs - from.facts.atMs)])
      const changed = options.mutatedAtMs() >= from.facts.atMs
      // A click with a trembling hand: same element, nothing happened on the way.
      if (top === from.element && !drawable && !changed && !selected && farthest <= clickDistance) return null
      const args: Action['args'] = {
        kind: selected ? 'selection' : 'pointer',
        button: from.place.button,
        from_position: inBox(from.place),
        to: element === null ? null : element === from.element ? from.glimpse.target : options.describe(element),
        to_position: inBox(place),
        types: [],
        path: pathFrom(from),
      }
      const moments = [toMoment(from.facts), toMoment(facts)]
      return draftOf('drag_and_drop', args, from.glimpse, from.facts, moments, facts.atMs)
    },
    cancel() {
      press = null
    },
    start(types, facts) {
      const from = press
      press = null
      if (!from) return
      const args: Action['args'] = {
        kind: 'html5',
        button: from.place.button,
        from_position: inBox(from.place),
        to: null,
        to_position: null,
        types,
        path: pathFrom(from),
      }
      const draft = draftOf('drag_and_drop', args, from.glimpse, from.facts, [toMoment(from.facts)], facts.atMs)
      addMoment(draft, facts)
      // Ended outside of this document, nobody may tell us.
      native = { draft, types, cancelTimer: options.schedule(finish, 60_000) }
    },
    drop(element, place, facts) {
      if (!native) return
      const args = native.draft.args as Extract<Action, { name: 'drag_and_drop' }>['args']
      native.draft.args = { ...args, to: options.describe(element), to_position: inBox(place) }
      addMoment(native.draft, facts)
      native.cancelTimer()
      native.cancelTimer = options.schedule(finish, dropTailMs)
    },
    end(_dropped, facts) {
      if (!native) return
      addMoment(native.draft, facts)
      finish()
    },
  }
}

function inBox({ x, y, boxX, boxY }: PointerPlace): Position {
  return { x: Math.round(x - boxX), y: Math.round(y - boxY) }
}
