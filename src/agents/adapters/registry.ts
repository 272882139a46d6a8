import type { AgentAdapter } from '#agents/adapter.ts'
import { createAgUiAdapter } from './ag-ui.ts'
import { createAiSdkAdapter } from './ai-sdk.ts'
import { createAnthropicMessagesAdapter } from './anthropic-messages.ts'
import { createMcpBAdapter } from './mcp-b.ts'
import { createOpenAiCompatibleAdapter } from './openai-compatible.ts'
import { createPageAgentAdapter } from './page-agent.ts'
import { createWebMcpAdapter } from './webmcp.ts'

/** Every agent family that is heard in the page, made afresh for each document. */
export function createAdapters(): AgentAdapter[] {
  return [
    createPageAgentAdapter(),
    createAgUiAdapter(),
    createAiSdkAdapter(),
    createOpenAiCompatibleAdapter(),
    createAnthropicMessagesAdapter(),
    createWebMcpAdapter(),
    createMcpBAdapter(),
  ]
}
