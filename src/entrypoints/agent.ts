export { announce } from '#agents/emitter.ts'
export type {
  AgentOptions,
  AgUiEventLike,
  AnnouncedAgent,
  LlmCall,
  Run,
  RunOptions,
  Signals,
  Subagent,
  ToolCall,
  Work,
} from '#agents/emitter.ts'
