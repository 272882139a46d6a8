import { announcementEvent } from '#agents/announcement.ts'
import type { Admitted, Intake } from '#agents/intake.ts'
import { eventTimeMs } from './clock.ts'
import type { ShadowRoots } from './shadow-roots.ts'
import { shadowRootOf } from './target/tree.ts'

/** What an agent announced, and where. */
export interface Heard extends Admitted {
  /** The element it was announced on; null when it was the window or the document. */
  element: Element | null
}

export interface AgentBridgeOptions {
  shadowRoots: ShadowRoots
  intake: Intake
  signal: AbortSignal
  onHeard: (heard: Heard) => void
  /** The element of what was heard last lies deeper, in a closed shadow root. */
  onDeeper: (element: Element) => void
}

/**
 * Hears agents that announce themselves by `agui:event`. The event crosses from whatever world dispatches it; nothing
 * of the recorder is in the page for that, and nothing answers.
 */
export function openAgentBridge({ shadowRoots, intake, signal, onHeard, onDeeper }: AgentBridgeOptions): void {
  const listenedTo = new WeakSet<ShadowRoot>()
  /** The event that was heard last, while it is on its way. */
  let current: WeakRef<Event> | null = null

  shadowRoots.listen(announcementEvent, (event) => {
    const admitted = intake.read(() => (event as CustomEvent).detail as unknown, eventTimeMs(event))
    if (!admitted) return
    const element = elementAt(event)
    onHeard({ ...admitted, element })
    current = new WeakRef(event)
    if (element) follow(element)
  })

  /** A closed root hides what is inside; but the event is about to come by there. */
  function follow(host: Element): void {
    const root = shadowRootOf(host)
    if (root?.mode !== 'closed' || listenedTo.has(root)) return
    listenedTo.add(root)
    const onInside = (event: Event): void => {
      const element = elementAt(event)
      if (!element || current?.deref() !== event) return
      onDeeper(element)
      follow(element)
    }
    root.addEventListener(announcementEvent, onInside, { capture: true, passive: true, signal })
  }
}

function elementAt(event: Event): Element | null {
  const [first] = event.composedPath()
  return first instanceof Element ? first : null
}
