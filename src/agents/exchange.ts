/**
 * A request of the page as far as adapters may know it: never a header, and of the address neither query nor user
 * information, where keys stand.
 */
export interface HeardRequest {
  atMs: number
  /** Origin and path. */
  url: string
  method: string
  /** The body as JSON, null when it is none, is no string, or is too long. */
  body: unknown
  /** SHA-256 of the body in hex; null when it is no string, or is too long. */
  hashBody: () => Promise<string | null>
  /** SHA-256 of any text in hex. */
  hash: (text: string) => Promise<string | null>
  /** The agent run this request belongs to: the one that was open in the document, if there was exactly one. */
  run: { id: string; agent: { name: string; version: string | null; instance: string } } | null
  /** Whether the person allowed that messages to and from models are recorded; asked when they are to be told. */
  mayTellMessages: () => boolean
}

/** The head of the answer. */
export interface HeardResponse {
  status: number
  /** Without parameters, in lower case. */
  mediaType: string
  /** What the AI SDK's servers say in `x-vercel-ai-ui-message-stream`: the version of their stream. */
  uiMessageStream: string | null
}

/** How an exchange ended. */
export interface ExchangeEnd {
  how: 'complete' | 'cancelled' | 'failed'
  /** Why it failed, in the browser's words. */
  error: string | null
  /** Characters of the answer that were not heard because there were too many at once. */
  unheardChars: number
}

/** What an adapter makes of one request and its answer. Nothing it throws reaches the page. */
export interface ExchangeListener {
  /** The head of the answer is here; says whether the body is worth hearing. */
  onResponse: (response: HeardResponse) => boolean
  /** The JSON of one server-sent event, or of the whole body. */
  onData: (data: unknown) => void
  /** Told once, also when there never was an answer. */
  onEnd: (end: ExchangeEnd) => void
}
