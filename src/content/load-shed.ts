import type { DomSegment } from '#messages/delivery.ts'

type SegmentDraft = Omit<DomSegment, 'id'>

/** Characters of the DOM stream that may wait to be stored: a page must not grow because a disk or a worker is slow. */
const waitingChars = 24 * 1024 * 1024
/** One segment at a time may be larger than that, up to the longest line that readers take. */
const giantChars = 63 * 1024 * 1024
/** Only when no more than this waits is the stream worth taking up again: its first event is a snapshot. */
const relievedChars = waitingChars / 4

/** What was given up of the DOM stream, from when to when. */
export interface Shed {
  atMs: number
  endAtMs: number
  lines: number
}

/** Gives up detail of the DOM stream when too much of it waits. Everything else a person recorded is kept. */
export interface LoadShed {
  /** A segment is about to wait: as it is, or without its content. `giveUp` takes the content of those that wait already. */
  admit: (segment: SegmentDraft, giveUp: () => void) => SegmentDraft
  /** The segment as it may go on waiting. */
  hollow: (segment: SegmentDraft) => SegmentDraft
  /** A segment waits no longer. Returns what was given up when it is over. */
  release: (segment: SegmentDraft, atMs: number) => Shed | null
}

export function createLoadShed(): LoadShed {
  let chars = 0
  /** Size of the giant that waits; 0 when there is none. */
  let giant = 0
  let shed: Omit<Shed, 'endAtMs'> | null = null

  function hollow(segment: SegmentDraft): SegmentDraft {
    shed ??= { atMs: segment.atMs, lines: 0 }
    shed.atMs = Math.min(shed.atMs, segment.atMs)
    shed.lines += segment.lines
    const text = withoutContent(segment)
    if (segment.text.length === giant) giant = 0
    chars += text.length - segment.text.length
    return { ...segment, text }
  }

  return {
    hollow,
    admit(segment, giveUp) {
      chars += segment.text.length
      if (shed === null) {
        if (chars - giant <= waitingChars) return segment
        if (giant === 0 && segment.text.length > waitingChars && segment.text.length <= giantChars) {
          giant = segment.text.length
          return segment
        }
        giveUp()
      }
      return hollow(segment)
    },
    release(segment, atMs) {
      chars -= segment.text.length
      if (segment.text.length === giant) giant = 0
      if (shed === null || chars > relievedChars) return null
      const over = { ...shed, endAtMs: atMs }
      shed = null
      return over
    },
  }
}

/** As many events as there were, for places in the stream are counted; none of them says anything. */
function withoutContent({ lines, endAtMs }: SegmentDraft): string {
  return `${JSON.stringify({ type: 5, data: { tag: 'cairn.shed', payload: {} }, timestamp: endAtMs })}\n`.repeat(lines)
}
