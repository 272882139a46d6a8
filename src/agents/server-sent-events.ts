/** An event may be this long; of a longer one the rest is passed over, and nothing is told of it. */
const eventChars = 200_000

/** Reads a stream of server-sent events piece by piece; it holds one unfinished event at most. */
export interface EventStreamReader {
  /** Gives the data of every event that is complete now. */
  feed: (text: string) => string[]
  /** Gives what an unfinished last event holds: some servers leave out the empty line at the end. */
  end: () => string[]
  /** Characters of events that were too long. */
  readonly unheardChars: number
}

export function createEventStreamReader(limit = eventChars): EventStreamReader {
  let line = ''
  /** Length of the line under way, with what was not kept of it. */
  let lineChars = 0
  let data: string | null = null
  /** Length of the event under way; past the limit it is only counted. */
  let chars = 0
  let unheardChars = 0
  let afterReturn = false
  let first = true

  function append(piece: string): void {
    lineChars += piece.length
    chars += piece.length
    if (chars <= limit) line += piece
    else {
      line = ''
      data = null
    }
  }

  function endLine(events: string[]): void {
    const whole = line
    const isEmpty = lineChars === 0
    line = ''
    lineChars = 0
    if (isEmpty) {
      if (chars > limit) unheardChars += chars
      else if (data !== null) events[events.length] = data
      data = null
      chars = 0
    } else if (chars <= limit && (whole === 'data' || whole.startsWith('data:'))) {
      const value = whole.slice(whole.startsWith('data: ') ? 6 : 5)
      data = data === null ? value : `${data}\n${value}`
    }
  }

  return {
    feed(text) {
      const events: string[] = []
      let from = 0
      if (first && text !== '') {
        first = false
        if (text.charCodeAt(0) === 0xfeff) from = 1
      }
      while (from < text.length) {
        if (afterReturn) {
          afterReturn = false
          if (text.charCodeAt(from) === 10) {
            from++
            continue
          }
        }
        let at = from
        for (; at < text.length; at++) {
          const code = text.charCodeAt(at)
          if (code === 10 || code === 13) break
        }
        append(text.slice(from, at))
        if (at === text.length) break
        afterReturn = text.charCodeAt(at) === 13
        endLine(events)
        from = at + 1
      }
      return events
    },
    end() {
      const events: string[] = []
      if (lineChars > 0) endLine(events)
      endLine(events)
      return events
    },
    get unheardChars() {
      return unheardChars + (chars > limit ? chars : 0)
    },
  }
}
