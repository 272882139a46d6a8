import { eventTimeMs, nowMs } from './clock.ts'

/** A dialog of the browser and how it was answered. */
export interface Dialog {
  atMs: number
  endAtMs: number
  dialog: 'alert' | 'confirm' | 'prompt' | 'beforeunload' | 'print'
  message: string
  accept: boolean | null
  text: string | null
}

/** A page that is still here this long after it asked was told to stay. */
const stayMs = 1500

/**
 * Tells of the dialogs that fire DOM events: leaving a page, and printing. Those that are function calls are heard in
 * the page's own world, see `agents/dialogs.ts`.
 */
export function watchDialogs({ signal, onDialog }: { signal: AbortSignal; onDialog: (dialog: Dialog) => void }): void {
  let asked: { atMs: number; timer: ReturnType<typeof setTimeout> } | null = null
  let printedAtMs: number | null = null

  function answer(accept: boolean): void {
    if (!asked) return
    const { atMs, timer } = asked
    clearTimeout(timer)
    asked = null
    onDialog({ atMs, endAtMs: nowMs(), dialog: 'beforeunload', message: '', accept, text: null })
  }

  window.addEventListener(
    'beforeunload',
    (event) => {
      // The browser asks only where somebody has used the page. Whether a page wants it is known after its listeners.
      if (!event.isTrusted || !navigator.userActivation.hasBeenActive) return
      const atMs = eventTimeMs(event)
      queueMicrotask(() => {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- the other way of asking, still in wide use
        if (!event.defaultPrevented && (event.returnValue as unknown) === '') return
        clearTimeout(asked?.timer)
        asked = { atMs, timer: setTimeout(() => answer(false), stayMs) }
      })
    },
    { signal },
  )
  window.addEventListener('pagehide', () => answer(true), { capture: true, signal })
  for (const type of ['pointerdown', 'keydown'])
    window.addEventListener(type, (event) => event.isTrusted && answer(false), { capture: true, passive: true, signal })
  window.addEventListener('beforeprint', (event) => (printedAtMs = eventTimeMs(event)), { signal })
  window.addEventListener(
    'afterprint',
    () => {
      const atMs = printedAtMs ?? nowMs()
      printedAtMs = null
      // Whether it was printed, no page is told.
      onDialog({ atMs, endAtMs: nowMs(), dialog: 'print', message: '', accept: null, text: null })
    },
    { signal },
  )
  signal.addEventListener('abort', () => clearTimeout(asked?.timer))
}
