import type { AgUiEvent } from '#agents/announcement.ts'

/** Tool calls that outlast the run this event ends, because the page carries them out or a person is asked first. */
export function pendingCallsOf({ outcome }: AgUiEvent): readonly unknown[] {
  const ids = (outcome as { pendingToolCallIds?: unknown } | null | undefined)?.pendingToolCallIds
  return Array.isArray(ids) ? ids : []
}
