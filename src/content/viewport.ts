import { nowMs } from './clock.ts'

/** The viewport of a window before and after somebody made it larger or smaller; CSS pixels. */
export interface Resize {
  atMs: number
  endAtMs: number
  from_width: number
  from_height: number
  width: number
  height: number
}

/** A window's edge is dragged for a while; it has its size when it kept still for this long. */
const stillMs = 300

/** Tells when the window was resized. Zooming changes the viewport too, and is told by the browser. */
export function watchViewport({ signal, onResize }: { signal: AbortSignal; onResize: (change: Resize) => void }): void {
  const read = (): { width: number; height: number; scale: number } => ({
    width: window.innerWidth,
    height: window.innerHeight,
    scale: window.devicePixelRatio,
  })
  let before = read()
  let startedAtMs: number | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function settle(): void {
    const { width, height, scale } = read()
    const atMs = startedAtMs ?? nowMs()
    const from = before
    before = { width, height, scale }
    startedAtMs = null
    if (scale !== from.scale || (width === from.width && height === from.height)) return
    onResize({ atMs, endAtMs: nowMs(), from_width: from.width, from_height: from.height, width, height })
  }

  window.addEventListener(
    'resize',
    () => {
      startedAtMs ??= nowMs()
      clearTimeout(timer)
      timer = setTimeout(settle, stillMs)
    },
    { signal },
  )
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    if (startedAtMs !== null) settle()
  })
}
