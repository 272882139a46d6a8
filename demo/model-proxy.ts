import { z } from 'zod'
import { parseChatRequest, promptOf } from './chat-request.ts'
import { errorAnswer, hasKey } from './model-answer.ts'
import { createModelBooks, type ModelServer } from './model-totals.ts'

/** Where a model proxy sends what the page asks. */
export interface ModelProxyOptions {
  /** For example `https://models.example.org/v1`. */
  readonly baseUrl: string
  /** The real key: it stays on this server. */
  readonly apiKey: string
  readonly model: string
  /** The placeholder the page must bring, so that no other page on this machine can spend the real key. */
  readonly pageApiKey?: string
}

const completionSchema = z.object({
  usage: z.object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
    total_tokens: z.number(),
    prompt_tokens_details: z.object({ cached_tokens: z.number().optional() }).optional(),
  }),
})

/** Forwards `/v1/…` to a real model server, with the real key and model in place of the page's. */
export function createModelProxy({ baseUrl, apiKey, model, pageApiKey }: ModelProxyOptions): ModelServer {
  const books = createModelBooks()

  async function forward(request: Request): Promise<Response> {
    const text = await request.text()
    const chat = parseChatRequest(text)
    const prompt = chat && promptOf(chat)
    const seen = {
      atMs: Date.now(),
      model,
      instruction: prompt?.instruction,
      stepNumber: prompt?.stepNumber,
      body: chat ?? text,
    }

    if (pageApiKey !== undefined && !hasKey(request, pageApiKey)) {
      books.enter({ ...seen, status: 401 })
      return errorAnswer(401, 'Incorrect API key provided.', 'authentication_error')
    }
    const { pathname, search } = new URL(request.url)
    try {
      const answer = await fetch(baseUrl.replace(/\/$/, '') + pathname.replace(/^\/v1/, '') + search, {
        method: request.method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        ...(request.method === 'POST' ? { body: chat ? JSON.stringify({ ...chat, model }) : text } : {}),
        signal: request.signal,
      })
      const answerText = await answer.text()
      books.enter({ ...seen, status: answer.status }, readUsage(answerText))
      return new Response(answerText, {
        status: answer.status,
        headers: { 'content-type': answer.headers.get('content-type') ?? 'application/json' },
      })
    } catch {
      books.enter({ ...seen, status: 502 })
      return errorAnswer(502, 'The model server did not answer.', 'server_error')
    }
  }

  return { fetch: forward, totals: books.totals, requests: books.requests }
}

function readUsage(answerText: string) {
  try {
    return completionSchema.parse(JSON.parse(answerText)).usage
  } catch {
    return undefined
  }
}
