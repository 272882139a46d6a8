import type { Announcement } from '#agents/announcement.ts'
import { pendingCallsOf } from './pending-calls.ts'

/** An unfinished call is let go after this long. */
const longestHoldMs = 5000

/**
 * Holds what an agent says of a tool call until the call has ended. An agent names what it will type before it types
 * it, and only then is it known to be a password. The log is in time order, so being late does no harm.
 */
export interface AnnouncementHold {
  take: (announcement: Announcement) => void
  /** Lets everything go now. */
  flush: () => void
}

export function createAnnouncementHold(release: (announcement: Announcement) => void): AnnouncementHold {
  const held = new Map<string, { announcements: Announcement[]; timer: ReturnType<typeof setTimeout> }>()

  function letGo(callId: string): void {
    const hold = held.get(callId)
    if (!hold) return
    held.delete(callId)
    clearTimeout(hold.timer)
    for (const announcement of hold.announcements) release(announcement)
  }

  return {
    take(announcement) {
      const { type, toolCallId } = announcement.event
      if (typeof toolCallId !== 'string') {
        if (type === 'RUN_FINISHED' || type === 'RUN_ERROR') {
          const pending = pendingCallsOf(announcement.event)
          for (const callId of [...held.keys()]) if (!pending.includes(callId)) letGo(callId)
        }
        release(announcement)
        return
      }
      const hold = held.get(toolCallId)
      if (hold) hold.announcements.push(announcement)
      else if (type === 'TOOL_CALL_START')
        held.set(toolCallId, {
          announcements: [announcement],
          timer: setTimeout(() => letGo(toolCallId), longestHoldMs),
        })
      else release(announcement)
      if (type === 'TOOL_CALL_RESULT') letGo(toolCallId)
    },
    flush() {
      for (const callId of [...held.keys()]) letGo(callId)
    },
  }
}
