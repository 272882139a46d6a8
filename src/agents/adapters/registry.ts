import type { AgentAdapter } from '#agents/adapter.ts'
import { createPageAgentAdapter } from './page-agent.ts'

/** Every agent family that is heard in the page, made afresh for each document. */
export function createAdapters(): AgentAdapter[] {
  return [createPageAgentAdapter()]
}
