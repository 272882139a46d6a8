import type { ActionDraft } from '#content/merging/draft.ts'
import { createMerger } from '#content/merging/merger.ts'
import type { Facts, FieldContent, PointerArgs, PointerPlace, Reading, Typing } from '#content/reading.ts'

/** An element, as far as the merger cares. */
export interface Prop {
  name: string
  /** Elements a click on this one leads to: its children, or the control it is the label of. */
  leadsTo: Prop[]
}

export const prop = (name: string, leadsTo: Prop[] = []): Prop => ({ name, leadsTo })

/** How one of the page's events reached the merger. */
interface Told {
  trusted?: boolean
  type?: string
  detail?: number
  byTouch?: boolean
  byPointer?: boolean
  breaks?: boolean
  rich?: boolean
  /** Whether something of what the field held is left; else the edit put its text in the place of all. */
  keeps?: boolean
  scrollInputs?: { x: number; y: number }[]
}

function kindOfEdit(told: Told = {}): { breaks: boolean; rich: boolean } {
  return { breaks: told.breaks ?? false, rich: told.rich ?? false }
}

/** 3, 4 in the box of an element that begins at 100, 100. */
export const here: PointerPlace = { x: 103, y: 104, boxX: 100, boxY: 100, button: 'left' }

const plainClick: PointerArgs = { button: 'left', modifiers: [], position: { x: 3, y: 4 } }

/** A merger with a clock of its own and a page of props, and short words for what happens on it. */
export function createStage() {
  const drafts: (ActionDraft & { target: Prop | null })[] = []
  /** Ids in the order their observations were stored. */
  const observed: string[] = []
  const timers = new Set<{ atMs: number; run: () => void }>()
  let nowMs = 1000
  let mutatedAtMs = -Infinity
  let more = false
  /** Elements that show only under the pointer. */
  const hidden = new Set<Prop>()
  let glimpses = 0
  const seen = new Map<unknown, Prop | null>()
  const gone = new Set<Prop>()
  /** What the fields hold. */
  const fields = new Map<Prop, FieldContent>()

  const merger = createMerger<Prop>({
    glimpse(element) {
      const id = `o${++glimpses}@${nowMs}`
      const glimpse = {
        observationId: () => {
          if (!observed.includes(id)) observed.push(id)
          return id
        },
        target: { name: element?.name ?? '' } as never,
        surface: 'page' as const,
      }
      seen.set(glimpse.target, element)
      return glimpse
    },
    emit(draft) {
      draft.glimpse.observationId()
      drafts.push({ ...draft, moments: [...draft.moments], target: seen.get(draft.glimpse.target) ?? null })
      return `a${drafts.length}`
    },
    describe: (element) => {
      const target = { name: element.name } as never
      seen.set(target, element)
      return target
    },
    succeeds: () => false,
    isGone: (element) => gone.has(element),
    mutatedAtMs: () => mutatedAtMs,
    showsMore: () => more,
    showed: (_glimpse, element) => !hidden.has(element),
    leadsTo: (outer, inner) => outer === inner || outer.leadsTo.includes(inner),
    schedule(run, delayMs) {
      const timer = { atMs: nowMs + delayMs, run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
  })

  function read(type: string, reading: Reading<Prop>, told: Told = {}): void {
    const isTrusted = told.trusted ?? true
    const { scrollInputs } = told
    const evidence = { events: [type], isTrusted, ...(scrollInputs ? { sinceScrollInputMs: 50 } : {}) }
    const facts: Facts = {
      type: told.type ?? type,
      atMs: nowMs,
      isTrusted,
      evidence,
      ...(scrollInputs ? { scrollInputs } : {}),
    }
    merger.read(reading, reading.kind === 'key' ? { ...facts, note: reading.keyComb } : facts)
  }

  const stage = {
    drafts,
    observed,
    merger,
    get nowMs() {
      return nowMs
    },
    /** Time goes by; what was to happen in it happens. */
    wait(durationMs: number): void {
      const untilMs = nowMs + durationMs
      for (;;) {
        const due = [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
        if (!due) break
        timers.delete(due)
        nowMs = due.atMs
        due.run()
      }
      nowMs = untilMs
    },
    /** Time goes by in which nothing else can happen. */
    block(durationMs: number): void {
      nowMs += durationMs
    },
    /** The page takes an element away. */
    remove(element: Prop): void {
      gone.add(element)
      stage.mutate()
    },
    /** The page changes by itself, or in answer to what was done last. */
    mutate(): void {
      mutatedAtMs = nowMs
    },
    pressDown: (element: Prop, told?: Told, place = here) =>
      read('pointerdown', { kind: 'press-down', element, place }, told),
    move: (x: number, y: number, told?: Told) => read('pointermove', { kind: 'move', x, y }, told),
    pressUp: (elements: Prop[], place = here, more: { selected?: boolean; drawable?: boolean } = {}) =>
      read('pointerup', {
        kind: 'press-up',
        elements,
        place,
        modifiers: [],
        selected: more.selected ?? false,
        drawable: more.drawable ?? false,
      }),
    enter: (element: Prop, at = { x: 103, y: 104 }) =>
      read('pointerover', { kind: 'enter', element, position: { x: 3, y: 4 }, at }),
    clickEvent: (element: Prop, told: Told = {}) =>
      read(
        'click',
        { kind: 'click', element, detail: told.detail ?? 1, byTouch: told.byTouch ?? false, ...plainClick },
        told,
      ),
    dblclickEvent: (element: Prop, told?: Told) =>
      read('dblclick', { kind: 'dblclick', element, detail: 2, ...plainClick }, told),
    /** A whole click: down, up 80 ms later. */
    click(element: Prop, told: Told = {}): void {
      stage.pressDown(element, told)
      stage.wait(80)
      stage.clickEvent(element, told)
    },
    key: (element: Prop, keyComb: string, told?: Told) => read('keydown', { kind: 'key', element, keyComb }, told),
    /** A key that moves the caret or begins a line; `taken` when the page does something else with it. */
    textKey: (element: Prop, keyComb: string, taken: boolean, steps = false) =>
      read('keydown', {
        kind: 'text-key',
        element,
        keyComb,
        taken: () => taken,
        steps: steps ? stage.aboutToType(element) : null,
      }),
    aboutToType: (element: Prop, told?: Told): Typing<Prop> => ({
      kind: 'typing',
      element,
      after: () => stage.field(element),
      ...kindOfEdit(told),
    }),
    typing: (element: Prop, told?: Told) => read('keydown', stage.aboutToType(element, told), told),
    edit(element: Prop, content: string | FieldContent, told?: Told): void {
      fields.set(element, typeof content === 'string' ? { value: content, rule: null } : content)
      const byPointer = told?.byPointer ?? false
      const after = (): FieldContent => stage.field(element)
      const value = after()
      const edit = {
        kind: 'edit',
        element,
        content: value.rule === null ? () => value : value,
        after,
        byPointer,
        keeps: told?.keeps ?? true,
      } as const
      read('input', { ...edit, ...kindOfEdit(told) }, told)
    },
    field: (element: Prop): FieldContent => fields.get(element) ?? { value: '', rule: null },
    /** The page puts something into a field by itself. */
    put(element: Prop, value: string): void {
      fields.set(element, { value, rule: null })
    },
    /** Keystrokes, 50 ms apart: keydown, beforeinput, input. */
    type(element: Prop, text: string, before = '', told: Told = {}): void {
      for (let i = 1; i <= text.length; i++) {
        stage.typing(element, told)
        stage.typing(element, { ...told, type: 'beforeinput' })
        stage.edit(element, before + text.slice(0, i), told)
        stage.wait(50)
      }
    },
    choose: (element: Prop, label: string, told?: Told) =>
      read('change', { kind: 'choose', element, options: [label], values: [label] }, told),
    toggle: (element: Prop, checked: boolean, told?: Told) =>
      read('change', { kind: 'toggle', element, checked }, told),
    leave: (element: Prop, told?: Told) => read('focusout', { kind: 'leave', element }, told),
    submit: (element: Prop, told?: Told) => read('submit', { kind: 'submit', element }, told),
    scroll: (element: Prop | null, y: number, fromY: number, told?: Told) =>
      read('scroll', { kind: 'scroll', element, x: 0, y, from: { x: 0, y: fromY }, known: true }, told),
    /** A scroll within a second after the wheel was turned. */
    scrollByWheel: (y: number, fromY: number, wheelY: number) =>
      read(
        'scroll',
        { kind: 'scroll', element: null, x: 0, y, from: { x: 0, y: fromY }, known: true },
        { scrollInputs: [{ x: 0, y: wheelY }] },
      ),
    copy: (element: Prop, text: string) =>
      read('copy', { kind: 'copy', element, content: { value: text, rule: null } }),
    paste: (element: Prop, text: string, after: string | null) =>
      read('paste', {
        kind: 'paste',
        element,
        content: { value: text, rule: null },
        types: ['text/plain'],
        after: () => (after === null ? null : { value: after, rule: null }),
      }),
    upload: (element: Prop, ...names: string[]) =>
      read('change', { kind: 'upload', element, files: names.map((name) => ({ name, size: 1, type: 'text/plain' })) }),
    dragStart: (element: Prop) => read('dragstart', { kind: 'drag-start', element, place: here }),
    drop: (element: Prop, files: string[] = []) =>
      read('drop', {
        kind: 'drop',
        element,
        place: here,
        types: ['text/plain'],
        files: files.map((name) => ({ name, size: 1, type: 'text/plain' })),
      }),
    dragEnd: () => read('dragend', { kind: 'drag-end', types: ['text/plain'] }),
    menu: (element: Prop) => read('contextmenu', { kind: 'menu', element, ...plainClick, button: 'right' }),
    /** Fingers come down, move and go up. */
    fingers(element: Prop, ...ways: [from: [number, number], to: [number, number]][]): void {
      const fingers = (end: 0 | 1) => ways.map((way, id) => ({ id, x: way[end][0], y: way[end][1] }))
      read('touchstart', { kind: 'touch-down', element, origin: { x: 0, y: 0 }, fingers: fingers(0) })
      stage.wait(40)
      read('touchmove', { kind: 'touch-move', fingers: fingers(1) })
      stage.wait(40)
      read('touchend', { kind: 'touch-up', remaining: 0, fingers: fingers(1) })
    },
    hide(element: Prop): void {
      hidden.add(element)
    },
    /** The page shows something it did not before. */
    showMore(): void {
      more = true
    },
    flush: () => merger.flush(),
    leavePage: () =>
      merger.leave({
        type: 'pagehide',
        atMs: nowMs,
        isTrusted: true,
        evidence: { events: ['pagehide'], isTrusted: true },
      }),
    /** Name, target and main argument of each action. */
    get told(): string[] {
      return drafts.map(({ name, args, target }) => {
        const detail =
          'value' in args
            ? args.value
            : 'key_comb' in args
              ? args.key_comb
              : 'options' in args
                ? args.options.join()
                : ''
        return [name, target?.name, detail].filter((word) => word !== undefined && word !== '').join(' ')
      })
    },
    types: (index: number): string[] => drafts[index]?.moments.map(({ type }) => type) ?? [],
  }
  return stage
}
