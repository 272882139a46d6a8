/** What a field of an AG-UI event must be. */
type FieldKind = 'text' | 'list' | 'record' | 'anything'

const message = { messageId: 'text' } as const
const messageText = { messageId: 'text', delta: 'text' } as const
const call = { toolCallId: 'text' } as const
const run = { threadId: 'text', runId: 'text' } as const
const step = { stepName: 'text' } as const

/** Every event type of AG-UI 1.0 with the fields it cannot be without. Plain data: content scripts read it too. */
export const agUiFields = {
  RUN_STARTED: run,
  RUN_FINISHED: run,
  RUN_ERROR: { message: 'text' },
  STEP_STARTED: step,
  STEP_FINISHED: step,
  TEXT_MESSAGE_START: message,
  TEXT_MESSAGE_CONTENT: messageText,
  TEXT_MESSAGE_END: message,
  TEXT_MESSAGE_CHUNK: {},
  REASONING_START: message,
  REASONING_MESSAGE_START: { messageId: 'text', role: 'text' },
  REASONING_MESSAGE_CONTENT: messageText,
  REASONING_MESSAGE_END: message,
  REASONING_MESSAGE_CHUNK: {},
  REASONING_END: message,
  REASONING_ENCRYPTED_VALUE: { subtype: 'text', entityId: 'text', encryptedValue: 'text' },
  TOOL_CALL_START: { toolCallId: 'text', toolCallName: 'text' },
  TOOL_CALL_ARGS: { toolCallId: 'text', delta: 'text' },
  TOOL_CALL_END: call,
  TOOL_CALL_CHUNK: {},
  TOOL_CALL_RESULT: { messageId: 'text', toolCallId: 'text', content: 'anything' },
  STATE_SNAPSHOT: { snapshot: 'anything' },
  STATE_DELTA: { delta: 'list' },
  MESSAGES_SNAPSHOT: { messages: 'list' },
  ACTIVITY_SNAPSHOT: { messageId: 'text', activityType: 'text', content: 'record' },
  ACTIVITY_DELTA: { messageId: 'text', activityType: 'text', patch: 'list' },
  SUBAGENT_STARTED: { subagentRunId: 'text', name: 'text' },
  SUBAGENT_FINISHED: { subagentRunId: 'text' },
  SUBAGENT_ERROR: { subagentRunId: 'text', message: 'text' },
  RAW: { event: 'anything' },
  CUSTOM: { name: 'text', value: 'anything' },
} as const satisfies Record<string, Record<string, FieldKind>>

/** Whether AG-UI 1.0 has an event of this type. */
export function isAgUiType(type: string): type is keyof typeof agUiFields {
  return Object.hasOwn(agUiFields, type)
}

/** Whether an event has what its type cannot be without. */
export function isAgUiEvent(event: Record<string, unknown>): boolean {
  const { type, metadata } = event
  if (typeof type !== 'string' || !isAgUiType(type)) return false
  if (metadata !== undefined && !isOfKind(metadata, 'record')) return false
  for (const optional of ['runId', 'toolCallId', 'subagentRunId'])
    if (event[optional] !== undefined && typeof event[optional] !== 'string') return false
  return Object.entries<FieldKind>(agUiFields[type]).every(([name, kind]) => isOfKind(event[name], kind))
}

function isOfKind(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string'
    case 'list':
      return Array.isArray(value)
    case 'record':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'anything':
      return value !== undefined
    default:
      return kind satisfies never
  }
}
