/** What a model server answered so far, for comparing with what a recorder saw. */
export interface ModelTotals {
  /** Every request that arrived, also the refused and the failed ones. */
  readonly requests: number
  readonly answers: number
  readonly failures: number
  readonly promptTokens: number
  readonly completionTokens: number
  readonly totalTokens: number
  readonly cachedTokens: number
}

/** A request as a model server received it; never with its key. */
export interface ModelRequest {
  readonly atMs: number
  readonly model: string | undefined
  readonly instruction: string | undefined
  readonly stepNumber: number | undefined
  readonly body: unknown
  readonly status: number
}

/** Something that answers `/v1/…` and can say afterwards what it did. */
export interface ModelServer {
  readonly fetch: (request: Request) => Promise<Response>
  readonly totals: () => ModelTotals
  readonly requests: readonly ModelRequest[]
}

/** The usage block of a chat completion. */
export interface Usage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  readonly prompt_tokens_details?: { readonly cached_tokens?: number }
}

/** Keeps the books of a model server. */
export function createModelBooks(): {
  readonly requests: readonly ModelRequest[]
  readonly totals: () => ModelTotals
  readonly enter: (request: ModelRequest, usage?: Usage) => void
} {
  const requests: ModelRequest[] = []
  const usages: Usage[] = []
  const sum = (count: (usage: Usage) => number) => usages.reduce((total, usage) => total + count(usage), 0)

  return {
    requests,
    totals: () => ({
      requests: requests.length,
      answers: requests.filter(({ status }) => status === 200).length,
      failures: requests.filter(({ status }) => status !== 200).length,
      promptTokens: sum((usage) => usage.prompt_tokens),
      completionTokens: sum((usage) => usage.completion_tokens),
      totalTokens: sum((usage) => usage.total_tokens),
      cachedTokens: sum((usage) => usage.prompt_tokens_details?.cached_tokens ?? 0),
    }),
    enter(request, usage) {
      requests.push(request)
      if (usage) usages.push(usage)
    },
  }
}
