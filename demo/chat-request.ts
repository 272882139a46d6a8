import { z } from 'zod'
import { type PageAgentPrompt, readPageAgentPrompt } from './page-agent-prompt.ts'

const chatRequestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string().nullish() })).min(1),
  tools: z.array(z.unknown()).default([]),
})

/** The parts of a chat completion request that a model server looks at. */
export type ChatRequest = z.infer<typeof chatRequestSchema>

/** Parses a request body; undefined if it is not a chat completion request. */
export function parseChatRequest(body: string): ChatRequest | undefined {
  try {
    return chatRequestSchema.parse(JSON.parse(body))
  } catch {
    return undefined
  }
}

/** Reads what page-agent asks in a chat request. */
export function promptOf(chat: ChatRequest): PageAgentPrompt | undefined {
  const message = chat.messages.findLast(({ role }) => role === 'user')
  return readPageAgentPrompt(message?.content ?? '')
}
