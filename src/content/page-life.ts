/** Whom to tell when the page is left, hidden, or come back to. */
export interface PageLifeOptions {
  /** The page is left; it may be gone in the next instant. */
  onLeave: (event: PageTransitionEvent) => void
  /** Everything held back goes out now. */
  flush: () => void
  /** The browser keeps the page for somebody who goes back. */
  onRest: () => void
  /** Somebody has gone back. */
  onReturn: (event: PageTransitionEvent) => void
}

/**
 * Hears the page being left and hidden, and coming back. Returns what begins to listen: to be called again when something
 * may have ended all listening, and then without effect where nothing has.
 */
export function createPageLife(signal: AbortSignal, { onLeave, flush, onRest, onReturn }: PageLifeOptions): () => void {
  /** The page was left, and the browser may keep it. */
  let mayComeBack = false

  function leave(event: PageTransitionEvent): void {
    onLeave(event)
    mayComeBack = event.isTrusted && event.persisted
    hide()
  }

  function hide(): void {
    flush()
    if (document.visibilityState === 'visible') return
    // A page that is left becomes hidden after that, and that is the last that is heard of it.
    if (mayComeBack) onRest()
  }

  function comeBack(event: PageTransitionEvent): void {
    mayComeBack = false
    if (event.persisted) onReturn(event)
  }

  return () => {
    window.addEventListener('pagehide', leave, { capture: true, signal })
    window.addEventListener('pageshow', comeBack, { signal })
    document.addEventListener('visibilitychange', hide, { capture: true, signal })
  }
}
