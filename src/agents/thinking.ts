import type { AgUiEvent } from './announcement.ts'

/** AG-UI before 1.0 called reasoning thinking, and gave its messages no ids. */
const reasoningTypes: Readonly<Record<string, string>> = {
  THINKING_START: 'REASONING_START',
  THINKING_END: 'REASONING_END',
  THINKING_TEXT_MESSAGE_START: 'REASONING_MESSAGE_START',
  THINKING_TEXT_MESSAGE_CONTENT: 'REASONING_MESSAGE_CONTENT',
  THINKING_TEXT_MESSAGE_END: 'REASONING_MESSAGE_END',
}

/**
 * The AG-UI 1.0 event for one of the older thinking events, which it keeps as `rawEvent`; null for every other event.
 * `state` is the memory of the agent that thinks.
 */
export function toReasoning(
  event: AgUiEvent,
  instance: string,
  state: { count: number; messageId: string | null },
): AgUiEvent | null {
  const type = Object.hasOwn(reasoningTypes, event.type) ? reasoningTypes[event.type] : undefined
  if (type === undefined) return null
  const begins = type === 'REASONING_START' || (type === 'REASONING_MESSAGE_START' && state.messageId === null)
  if (begins || state.messageId === null) state.messageId = `${instance}:thinking-${++state.count}`
  const { messageId } = state
  if (type === 'REASONING_END') state.messageId = null
  return {
    type,
    messageId,
    ...(type === 'REASONING_MESSAGE_START' ? { role: 'reasoning' } : {}),
    ...(event.delta === undefined ? {} : { delta: event.delta }),
    ...(event.timestamp === undefined ? {} : { timestamp: event.timestamp }),
    ...(event.metadata === undefined ? {} : { metadata: event.metadata }),
    rawEvent: event,
  }
}
