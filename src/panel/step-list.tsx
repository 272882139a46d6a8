import { signal } from '@preact/signals'
import type { VNode } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { formatDuration } from '#ui/format.ts'
import { actorOf, type Item, type LogView } from './log-view.ts'
import { actorSigns, signalsOf, signalText, signsOf, thoughtOf, titleOf } from './words.ts'

/** Every row is as high as the others (CSS holds the same), so that ten thousand need no measuring. */
const rowPx = 50
/** Rows drawn beyond what is seen, each side. */
const sparePx = 6 * rowPx

interface StepListProps {
  view: LogView
  /** Whether steps have their numbers: not while only the end of the log is known. */
  numbered: boolean
  startedAtMs: number
  /** Place of the item that reactions are about. */
  current: number | null
  /** Whether that was chosen, rather than being the agent's last. */
  isPicked: boolean
  onPick: (entryId: string | null) => void
}

const scrollPx = signal(0)
const heightPx = signal(400)

/** All items of a log in time order, of which only those in sight are drawn. */
export function StepList({ view, numbered, startedAtMs, current, isPicked, onPick }: StepListProps): VNode {
  const list = useRef<HTMLDivElement>(null)
  /** The end stays in sight until somebody scrolls away from it. */
  const atEnd = useRef(true)
  const { items } = view
  const first = Math.max(0, Math.floor((scrollPx.value - sparePx) / rowPx))
  const last = Math.min(items.length, Math.ceil((scrollPx.value + heightPx.value + sparePx) / rowPx))

  useEffect(() => {
    const element = list.current
    if (!element) return
    const observer = new ResizeObserver(() => (heightPx.value = element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => {
    const element = list.current
    if (element && atEnd.current && !isPicked) element.scrollTop = element.scrollHeight
  }, [items.length, heightPx.value, isPicked])
  useLayoutEffect(() => {
    if (isPicked && current !== null) show(current)
  }, [current, isPicked])

  function show(place: number): void {
    const element = list.current
    if (!element) return
    const top = place * rowPx
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowPx > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowPx - element.clientHeight
  }

  /** The next step from here in that direction: what stands between steps cannot be reacted to. */
  function move(from: number, by: 1 | -1, times = 1): void {
    let found: Item | undefined
    for (let place = from; times > 0 && place >= 0 && place < items.length; place += by) {
      const item = items[place]
      if (item?.kind !== 'step') continue
      found = item
      times -= 1
    }
    if (found?.kind === 'step') onPick(found.entryId)
  }

  function onKeyDown(event: KeyboardEvent): void {
    const here = current ?? items.length
    const page = Math.max(1, Math.floor(heightPx.value / rowPx) - 1)
    const moves: Record<string, () => void> = {
      ArrowUp: () => move(here - 1, -1),
      ArrowDown: () => move(here + 1, 1),
      PageUp: () => move(here - 1, -1, page),
      PageDown: () => move(here + 1, 1, page),
      Home: () => move(0, 1),
      End: () => move(items.length - 1, -1),
      Escape: () => onPick(null),
    }
    const run = moves[event.key]
    if (!run || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    run()
  }

  return (
    <div
      ref={list}
      class="steps"
      role="listbox"
      tabIndex={0}
      aria-label="Steps"
      aria-activedescendant={current !== null && current >= first && current < last ? rowId(current) : undefined}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => {
        scrollPx.value = currentTarget.scrollTop
        atEnd.current = currentTarget.scrollTop + currentTarget.clientHeight > currentTarget.scrollHeight - rowPx
      }}
    >
      <div class="steps-all" role="presentation" style={{ height: `${items.length * rowPx}px` }}>
        {items.slice(first, last).map((item, i) => (
          <Row
            key={item.key}
            item={item}
            view={view}
            numbered={numbered}
            place={first + i}
            count={items.length}
            sinceMs={item.atMs - startedAtMs}
            isCurrent={first + i === current}
            onPick={onPick}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  item: Item
  view: LogView
  numbered: boolean
  place: number
  count: number
  sinceMs: number
  isCurrent: boolean
  onPick: (entryId: string) => void
}

function Row({ item, view, numbered, place, count, sinceMs, isCurrent, onPick }: RowProps): VNode {
  const actor = actorOf(item)
  const signals = signalsOf(item, view)
  const isStep = item.kind === 'step'
  const title = titleOf(item, view)
  return (
    <div
      id={rowId(place)}
      role="option"
      class={`step ${isStep ? '' : 'between'} ${actor ?? 'nobody'}`}
      style={{ top: `${place * rowPx}px` }}
      aria-selected={isCurrent}
      aria-disabled={!isStep}
      aria-setsize={count}
      aria-posinset={place + 1}
      title={title}
      onClick={() => isStep && onPick(item.entryId)}
    >
      <span class="sign" aria-hidden="true">
        {actor === null ? '·' : actorSigns[actor]}
      </span>
      <span class="line">{title}</span>
      <span class="marks" aria-hidden="true">
        {signsOf(signals)}
      </span>
      <span class="line small">
        {isStep && numbered && <span class="heard">Step </span>}
        {[isStep && numbered ? String(item.step.index) : '', actor ?? '', formatDuration(sinceMs), thoughtOf(item)]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      {signals.length > 0 && <span class="heard">{signals.map(signalText).join('; ')}</span>}
    </div>
  )
}

function rowId(place: number): string {
  return `step-at-${place}`
}
