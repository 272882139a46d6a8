import { createBodyTap } from './body-tap.ts'
import { createDigest } from './digest.ts'
import type { ExchangeEnd, ExchangeListener, HeardRequest, HeardResponse } from './exchange.ts'
import { createEventStreamReader } from './server-sent-events.ts'

/** A body of the page may be this long to be read; models are sent whole conversations. */
const requestChars = 2 * 1024 * 1024

/** Of an answer that is no stream of events this much is kept until it is complete. */
const answerChars = 1024 * 1024

/** What the one who hears knows beyond the request itself. */
type Asked = Omit<HeardRequest, 'run' | 'mayTellMessages'>

/**
 * Listens to what the page asks for by `fetch` and what it is answered; returns how to stop. The page reads, and only
 * what it reads is heard. An answer that no listener wants is handed on untouched.
 */
export function hearFetch(hear: (request: Asked) => ExchangeListener[]): () => void {
  const { apply } = Reflect
  const { getOwnPropertyDescriptor, defineProperty } = Object
  const { parse } = JSON
  const { timeOrigin } = performance
  const now = performance.now.bind(performance)
  const NativeURL = URL
  const NativeRequest = Request
  const { decode } = TextDecoder.prototype
  const NativeDecoder = TextDecoder
  const hash = createDigest()
  const tapBody = createBodyTap()
  const requestGetter = (name: string): (() => unknown) =>
    getOwnPropertyDescriptor(NativeRequest.prototype, name)?.get as () => unknown
  const requestMethod = requestGetter('method')
  const requestUrl = requestGetter('url')
  const requestSignal = requestGetter('signal')
  const responseStatus = getOwnPropertyDescriptor(Response.prototype, 'status')?.get as () => unknown
  const responseHeaders = getOwnPropertyDescriptor(Response.prototype, 'headers')?.get as () => unknown
  const { get: headerOf } = Headers.prototype
  const abortedOf = getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get as () => unknown
  const original = getOwnPropertyDescriptor(window, 'fetch')
  if (!original || typeof original.value !== 'function') return () => undefined

  let open = true
  /** A page that patches what is used below, and asks the network from there, must not be heard hearing. */
  let busy = false

  function quietly<T>(run: () => T): T | undefined {
    if (busy) return undefined
    busy = true
    try {
      return run()
    } catch {
      // Whatever a page did to what is used here, it must work as if nobody listened.
      return undefined
    } finally {
      busy = false
    }
  }

  /** Own values only: a getter of the page would run a second time. */
  function own(object: unknown, name: string): unknown {
    return typeof object === 'object' && object !== null ? getOwnPropertyDescriptor(object, name)?.value : undefined
  }

  function isRequest(value: unknown): value is globalThis.Request {
    try {
      apply(requestMethod, value, [])
      return true
    } catch {
      return false
    }
  }

  function readRequest([input, init]: unknown[]): { request: Asked; signal: unknown } | null {
    const asked = isRequest(input) ? input : null
    const method = own(init, 'method') ?? (asked ? apply(requestMethod, asked, []) : 'GET')
    // Agents and models are asked by POST; everything else stays as the browser made it.
    if (typeof method !== 'string' || method.toUpperCase() !== 'POST') return null
    const address = asked ? apply(requestUrl, asked, []) : input
    if (typeof address !== 'string' && !(address instanceof NativeURL)) return null
    const { origin, pathname, protocol } = new NativeURL(address, document.baseURI)
    if (protocol !== 'http:' && protocol !== 'https:') return null
    const text = own(init, 'body')
    const isText = typeof text === 'string' && text.length <= requestChars
    let body: unknown = null
    if (isText && (text.startsWith('{') || text.startsWith('['))) {
      try {
        body = parse(text)
      } catch {
        // No JSON, then.
      }
    }
    return {
      request: {
        atMs: timeOrigin + now(),
        url: `${origin}${pathname}`,
        method: 'POST',
        body,
        hash,
        hashBody: () => (isText ? hash(text) : Promise.resolve(null)),
      },
      signal: own(init, 'signal') ?? (asked ? apply(requestSignal, asked, []) : null),
    }
  }

  function headOf(response: Response): HeardResponse {
    const headers = apply(responseHeaders, response, []) as Headers
    const header = (name: string): string | null => apply(headerOf, headers, [name])
    return {
      status: apply(responseStatus, response, []) as number,
      mediaType: (header('content-type') ?? '').replace(/;.*$/, '').trim().toLowerCase(),
      uiMessageStream: header('x-vercel-ai-ui-message-stream'),
    }
  }

  function endOf(how: ExchangeEnd['how'], reason: unknown, signal: unknown, unheardChars: number): ExchangeEnd {
    let aborted = false
    try {
      aborted = signal !== null && signal !== undefined && apply(abortedOf, signal, []) === true
    } catch {
      // No signal, then.
    }
    if (how === 'failed' && aborted) return { how: 'cancelled', error: null, unheardChars }
    const error = how === 'failed' ? (reason instanceof Error ? reason.message : 'the request failed') : null
    return { how, error, unheardChars }
  }

  function finish(listeners: ExchangeListener[], end: ExchangeEnd): void {
    quietly(() => {
      for (let i = 0; i < listeners.length; i++) listeners[i]?.onEnd(end)
    })
  }

  /** Hands the answer to the page, with a listener in between if anybody wants its body. */
  function listenTo(response: Response, listeners: ExchangeListener[], signal: unknown): Response {
    const wanting: ExchangeListener[] = []
    const isEvents = quietly(() => {
      const head = headOf(response)
      for (let i = 0; i < listeners.length; i++) {
        const listener = listeners[i]
        if (listener?.onResponse(head) === true) wanting[wanting.length] = listener
        else listener?.onEnd({ how: 'complete', error: null, unheardChars: 0 })
      }
      return head.mediaType === 'text/event-stream'
    })
    if (isEvents === undefined || wanting.length === 0) return response

    const decoder = new NativeDecoder()
    const events = createEventStreamReader()
    let answer = ''
    let tooLong = 0

    const tell = (data: string): void => {
      let value: unknown
      try {
        value = parse(data)
      } catch {
        // `[DONE]`, and what is no JSON.
        return
      }
      for (let i = 0; i < wanting.length; i++) wanting[i]?.onData(value)
    }
    const hearText = (text: string): void => {
      if (isEvents) {
        const complete = events.feed(text)
        for (let i = 0; i < complete.length; i++) tell(complete[i] ?? '')
      } else if (tooLong > 0 || answer.length + text.length > answerChars) {
        tooLong += answer.length + text.length
        answer = ''
      } else answer += text
    }
    return tapBody(response, {
      onBytes: (bytes) => {
        if (open) quietly(() => hearText(apply(decode, decoder, [bytes, { __proto__: null, stream: true }]) as string))
      },
      onEnd: (how, reason) => {
        quietly(() => {
          if (!open) return
          if (isEvents) {
            const rest = events.end()
            for (let i = 0; i < rest.length; i++) tell(rest[i] ?? '')
          } else if (how === 'complete' && tooLong === 0) tell(answer)
          answer = ''
        })
        finish(wanting, endOf(how, reason, signal, isEvents ? events.unheardChars : tooLong))
      },
    })
  }

  async function overhear(answer: Promise<Response>, listeners: ExchangeListener[], signal: unknown) {
    let response: Response
    try {
      response = await answer
    } catch (reason) {
      finish(listeners, endOf('failed', reason, signal, 0))
      throw reason
    }
    return listenTo(response, listeners, signal)
  }

  const hook = new Proxy(original.value as typeof fetch, {
    apply(target, self, args: Parameters<typeof fetch>) {
      let heard: { listeners: ExchangeListener[]; signal: unknown } | undefined
      if (open) {
        heard = quietly(() => {
          const read = readRequest(args)
          return { listeners: read ? hear(read.request) : [], signal: read?.signal }
        })
      }
      const answer = apply(target, self, args)
      return heard && heard.listeners.length > 0 ? overhear(answer, heard.listeners, heard.signal) : answer
    },
  })
  defineProperty(window, 'fetch', { ...original, value: hook })
  return () => {
    open = false
    // If a page patched on top of us, its patch stays and ours is a pass-through.
    if (getOwnPropertyDescriptor(window, 'fetch')?.value === hook) defineProperty(window, 'fetch', original)
  }
}
