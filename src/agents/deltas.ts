import type { AgUiEvent } from './announcement.ts'
import { momentMs, type Say } from './saying.ts'

/** Events that carry a piece of a text or of a call's arguments: one for each token, if the server likes. */
const pieceType = /^(?:(?:TEXT|REASONING|THINKING_TEXT)_MESSAGE_(?:CONTENT|CHUNK)|TOOL_CALL_(?:ARGS|CHUNK))$/

const longestWaitMs = 100
const longestChars = 4000
/** Texts that may grow side by side, as the arguments of parallel calls do. */
const textLimit = 50

/** Pieces of one text, on their way to become one event. */
interface Growing {
  id: unknown
  event: AgUiEvent
  delta: string
  atMs: number
}

/**
 * Joins the pieces of a text that come within a tenth of a second, so that a fast model is no flood. An event says what
 * its pieces said together, at the time of the first; nothing else changes its place.
 */
export interface Deltas {
  tell: (event: AgUiEvent) => void
  /** Says what waits. */
  flush: () => void
}

/** `later` is the browser's own `setTimeout`, taken before the page could change it. */
export function createDeltas(say: Say, later: typeof setTimeout): Deltas {
  /** Of one type, in the order in which they began. */
  let growing: Growing[] = []
  let latest: Growing | undefined
  let chars = 0
  let isTimed = false

  function flush(): void {
    const grown = growing
    growing = []
    latest = undefined
    chars = 0
    // By index: a page may have patched how arrays are iterated.
    for (let i = 0; i < grown.length; i++) {
      const one = grown[i]
      if (one) say(one.event.delta === one.delta ? one.event : { ...one.event, delta: one.delta }, { atMs: one.atMs })
    }
  }

  function grow(event: AgUiEvent, delta: string): void {
    if (growing[0]?.event.type !== event.type) flush()
    // A piece that names no text goes on with the one before.
    const id = event.messageId ?? event.toolCallId ?? latest?.id
    latest = growing.find((one) => one.id === id)
    if (latest) {
      // What its provider said of one piece is not true of all.
      const { rawEvent: _one, ...rest } = latest.event
      latest.event = rest
      latest.delta += delta
    } else {
      latest = { id, event, delta, atMs: momentMs() }
      growing.push(latest)
    }
    chars += delta.length
    if (chars >= longestChars || growing.length >= textLimit) flush()
    else time()
  }

  function time(): void {
    if (isTimed) return
    isTimed = true
    later(() => {
      isTimed = false
      try {
        flush()
      } catch {
        // No error of ours in the page.
      }
    }, longestWaitMs)
  }

  return {
    tell(event) {
      if (typeof event.delta === 'string' && pieceType.test(event.type)) {
        grow(event, event.delta)
        return
      }
      flush()
      say(event)
    },
    flush,
  }
}
