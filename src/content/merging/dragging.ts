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

type DragArgs = Extract<Action, { name: 'drag_and_drop' }>['args']

interface NativeDrag<E> extends Pick<Press<E>, 'element' | 'glimpse'> {
  draft: ActionDraft
  cancelTimer: () => void
}

export interface Dragging<E> extends Part {
  press: (element: E, place: PointerPlace, glimpse: Glimpse, facts: Facts) => void
  move: (x: number, y: number, facts: Facts) => void
  /** What is dragged came over another element. */
  over: (element: E, at: Position) => void
  /** The button came up; returns the drag it ends, or null when this is no drag. */
  release: (reading: Extract<Reading<E>, { kind: 'press-up' }>, facts: Facts) => ActionDraft | null
  /** The movement was something else: a slider, a scroll bar, a finger panning. */
  cancel: () => void
  start: (reading: Extract<Reading<E>, { kind: 'drag-start' }>, facts: Facts) => void
  drop: (reading: Extract<Reading<E>, { kind: 'drop' }>, facts: Facts) => void
  end: (types: string[], facts: Facts) => void
  readonly pressed: boolean
}

/** Drag and drop, by the browser's own events or built from pointer events; marking text is one of the latter. */
export function createDragging<E>(options: MergerOptions<E>, emit: (draft: ActionDraft) => void): Dragging<E> {
  let press: Press<E> | null = null
  let native: NativeDrag<E> | null = null
  /** What it last came over: a list that makes room puts what is dragged there before it is dropped. */
  let over: Action['target'] = null

  function finish(): void {
    if (!native) return
    const { draft, cancelTimer } = native
    cancelTimer()
    native = null
    emit(draft)
  }

  /** Whether what is dragged lies in the element or the other way round. */
  function isOwn(dragged: E, element: E): boolean {
    return options.leadsTo(dragged, element) || options.leadsTo(element, dragged)
  }

  /** Where a drag ends that is let go over `element`. */
  function endOf(
    from: Pick<Press<E>, 'element' | 'glimpse'>,
    element: E | null,
    place: PointerPlace,
  ): Pick<DragArgs, 'to' | 'to_position'> {
    const room = over
    over = null
    if (room && isIn(room.box, place) && (element === null || isOwn(from.element, element))) {
      const { x, y } = room.box
      return { to: room, to_position: inBox({ ...place, boxX: x, boxY: y }) }
    }
    const to = element === null ? null : element === from.element ? from.glimpse.target : options.describe(element)
    return { to, to_position: inBox(place) }
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
    over(element, at) {
      const dragged = native?.element ?? press?.element
      if (dragged === undefined || isOwn(dragged, element)) return
      // A press that has hardly moved is no drag yet.
      if (press && distance(press.place, at) <= trembleDistance) return
      over = options.describe(element)
    },
    press(element, place, glimpse, facts) {
      over = null
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
        ...endOf(from, element, place),
        types: [],
        path: pathFrom(from),
      }
      const moments = [toMoment(from.facts), toMoment(facts)]
      return draftOf('drag_and_drop', args, from.glimpse, from.facts, moments, facts.atMs)
    },
    cancel() {
      press = null
    },
    start({ element, place }, facts) {
      // A script drags without pressing.
      const glimpse = press ? press.glimpse : options.glimpse(element, facts.atMs)
      const from = press ?? { element, place, glimpse, facts, path: [], farthest: 0 }
      press = null
      const args: Action['args'] = {
        kind: 'html5',
        button: from.place.button,
        from_position: inBox(from.place),
        to: null,
        to_position: null,
        types: [],
        path: pathFrom(from),
      }
      const draft = draftOf('drag_and_drop', args, from.glimpse, from.facts, [toMoment(from.facts)], facts.atMs)
      if (from.facts !== facts) addMoment(draft, facts)
      // Ended outside of this document, nobody may tell us.
      native = { element: from.element, glimpse: from.glimpse, draft, cancelTimer: options.schedule(finish, 60_000) }
    },
    drop({ element, place, types }, facts) {
      if (!native) return
      const args = native.draft.args as DragArgs
      native.draft.args = { ...args, ...endOf(native, element, place), types }
      addMoment(native.draft, facts)
      native.cancelTimer()
      native.cancelTimer = options.schedule(finish, dropTailMs)
    },
    end(types, facts) {
      if (!native) return
      const args = native.draft.args as DragArgs
      if (types.length > 0) native.draft.args = { ...args, types }
      addMoment(native.draft, facts)
      finish()
    },
  }
}

function isIn(box: { x: number; y: number; width: number; height: number }, { x, y }: Position): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height
}

function inBox({ x, y, boxX, boxY }: PointerPlace): Position {
  return { x: Math.round(x - boxX), y: Math.round(y - boxY) }
}
