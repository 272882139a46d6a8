import type { ElementHandle, Frame, Page } from 'playwright'
import type { Frame as FrameStep, Selector, Target } from '#trajectory/target.ts'
import { livesUnder, searchElement, searchFor } from './element-search.ts'
import { ReplayFailure } from './failure.ts'
import { inPage } from './in-page.ts'

/** A recorded target, found again. */
export interface Found {
  frame: Frame
  /** Null inside a closed shadow root, where only its place is known. */
  handle: ElementHandle<HTMLElement | SVGElement> | null
  /** CSS pixels in the viewport of the page; only without a handle. */
  place: { x: number; y: number; width: number; height: number } | null
  result: 'matched' | 'healed'
  /** What found it, for a person. */
  by: string
}

export interface Sought {
  target: Target
  /** Where the frame stood when the target was recorded; for finding what only has a place. */
  scroll: { x: number; y: number } | null
}

/** A page may still be rendering: another selector than the preferred one is believed only after this time. */
const graceMs = 1500
/** Between two looks. A page says by no event that a selector finds something. */
const lookEveryMs = 50

/** Finds the element by its selectors in their order of preference; throws when none finds it alone. */
export async function findTarget(page: Page, { target, scroll }: Sought, patienceMs: number): Promise<Found> {
  const startedAtMs = Date.now()
  const ordered = inOrder(target.selectors)
  for (;;) {
    const waitedMs = Date.now() - startedAtMs
    const last = waitedMs >= patienceMs
    const frame = await frameAt(page, target.framePath)
    if (frame) {
      for (const [index, selector] of ordered.entries()) {
        if (index > 0 && waitedMs < Math.min(graceMs, patienceMs)) break
        const handle = await lookFor(frame, target, selector)
        if (handle)
          return { frame, handle, place: null, result: index === 0 ? 'matched' : 'healed', by: nameOf(selector) }
      }
      if (last && target.shadowDepth > 0) return { ...(await byPlace(frame, target, scroll)), frame }
    }
    if (last) throw new ReplayFailure(frame ? notFound(ordered) : 'the frame it was in is not there')
    await page.waitForTimeout(lookEveryMs)
  }
}

/** Those that found the element alone first; one that did not may do so now, but that proves little. */
function inOrder(selectors: readonly Selector[]): Selector[] {
  return [...selectors.filter(({ unique }) => unique), ...selectors.filter(({ unique }) => !unique)]
}

function notFound(selectors: readonly Selector[]): string {
  return selectors.length === 0
    ? 'no selector was recorded'
    : `no selector finds it alone: ${selectors.map(nameOf).join(', ')}`
}

function nameOf({ kind, value, chain }: Selector): string {
  return [`${kind} ${chain && kind !== 'pierce' ? chain.map((host) => `${host} >>> `).join('') : ''}`, value].join('')
}

async function lookFor(frame: Frame, target: Target, selector: Selector): Promise<Found['handle']> {
  try {
    if (selector.kind === 'aria') return await byRole(frame, target, selector)
    const result = await frame.evaluateHandle(inPage(searchElement), searchFor(target, selector))
    return result.asElement() as Found['handle']
  } catch {
    // The frame went away in the middle, or its document cannot be asked yet.
    return null
  }
}

async function byRole(frame: Frame, target: Target, { chain = [] }: Selector): Promise<Found['handle']> {
  if (target.role === null || target.name === '') return null
  // Long names are recorded cut.
  const name = target.name.endsWith('…')
    ? new RegExp(`^${target.name.slice(0, -1).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)
    : target.name
  for (const includeHidden of [false, true]) {
    const handles = await frame
      .getByRole(target.role as 'button', { name, exact: true, includeHidden })
      .elementHandles()
    const here: typeof handles = []
    for (const handle of handles) if (await handle.evaluate(inPage(livesUnder), chain)) here.push(handle)
    if (here.length === 1) return here[0] as Found['handle']
    if (here.length > 1) return null
  }
  return null
}

/** The frame at the end of a path; null while it is not there. */
async function frameAt(page: Page, path: readonly FrameStep[]): Promise<Frame | null> {
  let frame = page.mainFrame()
  for (const { index, selector } of path) {
    const step = { index, selector: selector ?? null }
    const owner = await frame.evaluateHandle(inPage(frameElement), step).catch(() => null)
    const next = await owner?.asElement()?.contentFrame()
    if (!next) return null
    frame = next
  }
  return frame
}

/** Runs in the page: the element of a frame, by its selector, else by its number among the frames. */
function frameElement({ index, selector }: { index: number; selector: string | null }): Element | null {
  const chosen = selector === null ? [] : [...document.querySelectorAll(selector)]
  if (chosen.length === 1 && (chosen[0] as HTMLIFrameElement).contentWindow) return chosen[0] ?? null
  const roots: (Document | ShadowRoot)[] = [document]
  for (let root = roots.pop(); root; root = roots.pop()) {
    for (const element of root.querySelectorAll('*')) {
      // Identity of windows may be asked across origins.
      if ('contentWindow' in element && element.contentWindow === window.frames[index]) return element
      if (element.shadowRoot) roots.push(element.shadowRoot)
    }
  }
  return null
}

/** Nobody looks into a closed shadow root from outside; what is in it lies where it lay. */
async function byPlace(frame: Frame, { box }: Target, scroll: Sought['scroll']): Promise<Omit<Found, 'frame'>> {
  if (scroll) await frame.evaluate(({ x, y }) => window.scrollTo({ left: x, top: y, behavior: 'instant' }), scroll)
  const owner = frame.parentFrame() ? await (await frame.frameElement()).boundingBox() : { x: 0, y: 0 }
  const place = { ...box, x: box.x + (owner?.x ?? 0), y: box.y + (owner?.y ?? 0) }
  return { handle: null, place, result: 'healed', by: `its place at ${place.x}, ${place.y}` }
}
