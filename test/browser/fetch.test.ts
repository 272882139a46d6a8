import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ExchangeEnd, ExchangeListener } from '#agents/exchange.ts'
import { hearFetch } from '#agents/fetch.ts'

const native = Object.getOwnPropertyDescriptor(window, 'fetch')!
const encode = (text: string) => new TextEncoder().encode(text)
const address = 'https://agent.example/run?key=secret'
const post = { method: 'POST', body: '{"model":"m"}' }

/** What the server behind the page's fetch does; the real one of the browser is in the end-to-end specs. */
let answer: (input: unknown, init?: RequestInit) => Promise<Response>
let heard: { data: unknown[]; ends: ExchangeEnd[]; asked: { url: string; body: unknown }[] }
let stop: () => void
let wants: boolean

beforeEach(() => {
  Object.defineProperty(window, 'fetch', {
    ...native,
    value: function fetch(input: unknown, init?: RequestInit) {
      return answer(input, init)
    },
  })
  wants = true
  heard = { data: [], ends: [], asked: [] }
  stop = hearFetch(({ url, body }) => {
    heard.asked.push({ url, body })
    const listener: ExchangeListener = {
      onResponse: () => wants,
      onData: (data) => void heard.data.push(data),
      onEnd: (end) => void heard.ends.push(end),
    }
    return [listener]
  })
})
afterEach(() => {
  stop()
  Object.defineProperty(window, 'fetch', native)
  vi.restoreAllMocks()
})

/** A server that sends what a test tells it to, and says what is asked of it. */
function stream() {
  let controller!: ReadableStreamDefaultController<Uint8Array>
  const seen = { pulls: 0, cancelled: [] as unknown[] }
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given
      },
      pull() {
        seen.pulls++
      },
      cancel: (reason) => void seen.cancelled.push(reason),
    },
    { highWaterMark: 0 },
  )
  const response = new Response(body, { status: 201, headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  return {
    seen,
    response,
    send: (text: string) => controller.enqueue(encode(text)),
    close: () => controller.close(),
    fail: (error: unknown) => controller.error(error),
  }
}

const serve = (server: { response: Response }) => {
  answer = () => Promise.resolve(server.response)
}

describe('what a page fetches', () => {
  it('is heard as the page reads it, event by event, and reaches the page unchanged', async () => {
    const server = stream()
    serve(server)
    const response = await fetch(address, post)
    const reader = response.body!.getReader()
    const first = reader.read()
    server.send('data: {"n":1}\n\ndata: {"n"')
    expect(new TextDecoder().decode((await first).value)).toBe('data: {"n":1}\n\ndata: {"n"')
    expect(heard.data).toEqual([{ n: 1 }])
    const second = reader.read()
    server.send(':2}\r\n\r\ndata: [DONE]\n\n')
    server.close()
    expect(new TextDecoder().decode((await second).value)).toBe(':2}\r\n\r\ndata: [DONE]\n\n')
    expect(await reader.read()).toEqual({ done: true, value: undefined })
    await reader.closed
    expect(heard.data).toEqual([{ n: 1 }, { n: 2 }])
    expect(heard.ends).toEqual([{ how: 'complete', error: null, unheardChars: 0 }])
    expect(heard.asked).toEqual([{ url: 'https://agent.example/run', body: { model: 'm' } }])
  })

  it('keeps the head of the response, and of its clones', async () => {
    const original = await (native.value as typeof fetch).call(window, new URL('/__vitest_test__/', location.href))
    answer = () => Promise.resolve(original)
    const response = await fetch(address, post)
    expect(response).toBeInstanceOf(Response)
    expect(response).not.toBe(original)
    for (const one of [response, response.clone(), response.clone().clone()]) {
      expect(one.url).toBe(original.url)
      expect(one.url).not.toBe('')
      expect([one.type, one.redirected, one.status, one.ok]).toEqual(['basic', false, original.status, original.ok])
      expect([...one.headers]).toEqual([...original.headers])
      expect(Object.keys(one)).toEqual([])
    }
    expect(await response.clone().text()).toBe(await response.text())
    expect(response.bodyUsed).toBe(true)
    await expect(response.text()).rejects.toThrow(TypeError)
  })

  it.each<[string, (response: Response) => Promise<unknown>]>([
    ['json', async (response) => ((await response.json()) as { n: number }).n],
    ['text', async (response) => (JSON.parse(await response.text()) as { n: number }).n],
    [
      'arrayBuffer',
      async (response) => (JSON.parse(new TextDecoder().decode(await response.arrayBuffer())) as { n: number }).n,
    ],
    ['blob', async (response) => (JSON.parse(await (await response.blob()).text()) as { n: number }).n],
    [
      'a reader with a buffer of its own',
      async (response) => {
        const reader = response.body!.getReader({ mode: 'byob' })
        let text = ''
        for (;;) {
          const { done, value } = await reader.read(new Uint8Array(3))
          if (done) return (JSON.parse(text) as { n: number }).n
          text += new TextDecoder().decode(value)
        }
      },
    ],
    [
      'a pipe',
      async (response) => {
        let text = ''
        for await (const piece of response.body!.pipeThrough(new TextDecoderStream()) as never as AsyncIterable<string>)
          text += piece
        return (JSON.parse(text) as { n: number }).n
      },
    ],
  ])('can be read as %s, and is heard whole', async (_how, read) => {
    answer = () => Promise.resolve(Response.json({ n: 7, text: 'ö'.repeat(20) }))
    expect(await read(await fetch(address, post))).toBe(7)
    await vi.waitFor(() => expect(heard.ends).toEqual([{ how: 'complete', error: null, unheardChars: 0 }]))
    expect(heard.data).toEqual([{ n: 7, text: 'ö'.repeat(20) }])
  })

  it('is asked for only as fast as the page reads', async () => {
    const server = stream()
    serve(server)
    const response = await fetch(address, post)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(server.seen.pulls).toBe(0)
    const reader = response.body!.getReader()
    const first = reader.read()
    await vi.waitFor(() => expect(server.seen.pulls).toBe(1))
    server.send('data: {}\n\n')
    await first
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(server.seen.pulls).toBe(1)
  })

  it('is cancelled at the server when the page cancels it, and the page waits for nobody else', async () => {
    const server = stream()
    serve(server)
    const response = await fetch(address, post)
    server.send('data: {}\n\n')
    for await (const piece of response.body as never as AsyncIterable<Uint8Array>) {
      expect(piece.length).toBe(10)
      break
    }
    expect(server.seen.cancelled).toHaveLength(1)
    expect(heard.ends).toEqual([{ how: 'cancelled', error: null, unheardChars: 0 }])
  })

  it('fails for the page as it failed, also while the page is not reading', async () => {
    const server = stream()
    serve(server)
    const response = await fetch(address, post)
    const reader = response.body!.getReader()
    const failure = new TypeError('network error')
    server.fail(failure)
    await expect(reader.closed).rejects.toBe(failure)
    await expect(reader.read()).rejects.toBe(failure)
    expect(heard.ends).toEqual([{ how: 'failed', error: 'network error', unheardChars: 0 }])
  })

  it('is cancelled, not failed, when the page aborts with a reason of its own', async () => {
    const server = stream()
    serve(server)
    const abort = new AbortController()
    const response = await fetch(address, { ...post, signal: abort.signal })
    const reading = response.text()
    abort.abort('enough')
    server.fail('enough')
    await expect(reading).rejects.toBe('enough')
    expect(heard.ends).toMatchObject([{ how: 'cancelled' }])
  })

  it('is rejected with the same error, once', async () => {
    const failure = new TypeError('offline')
    answer = () => Promise.reject(failure)
    const unhandled: unknown[] = []
    const listen = (event: PromiseRejectionEvent): void => {
      unhandled.push(event.reason)
      event.preventDefault()
    }
    window.addEventListener('unhandledrejection', listen)
    await expect(fetch(address, post)).rejects.toBe(failure)
    await new Promise((resolve) => setTimeout(resolve, 20))
    window.removeEventListener('unhandledrejection', listen)
    expect(unhandled).toEqual([])
    expect(heard.ends).toEqual([{ how: 'failed', error: 'offline', unheardChars: 0 }])
  })

  it('is handed on untouched when nobody wants it, and unasked when it is no POST', async () => {
    wants = false
    const original = Response.json({})
    answer = () => Promise.resolve(original)
    expect(await fetch(address, post)).toBe(original)
    const promise = Promise.resolve(original)
    answer = () => promise
    expect(fetch(address)).toBe(promise)
    expect(heard.asked).toHaveLength(1)
  })

  it('has no body that could be listened to: the response is the original', async () => {
    const original = new Response(null, { status: 204 })
    answer = () => Promise.resolve(original)
    expect(await fetch(address, post)).toBe(original)
  })

  it('is answered by no response at all: the page gets what there is', async () => {
    answer = () => Promise.resolve('no response' as never)
    expect(await fetch(address, post)).toBe('no response')
  })

  it('is heard up to a limit when an event or an answer is gigantic, and whole by the page', async () => {
    const server = stream()
    serve(server)
    const response = await fetch(address, post)
    const reading = response.text()
    const piece = 'x'.repeat(500_000)
    server.send('data: "')
    for (let i = 0; i < 10; i++) server.send(piece)
    server.send('"\n\ndata: {"after":true}\n\n')
    server.close()
    expect((await reading).length).toBe(5_000_000 + 7 + 3 + 22)
    expect(heard.data).toEqual([{ after: true }])
    expect(heard.ends).toMatchObject([{ how: 'complete', unheardChars: 5_000_008 }])

    heard.ends.length = 0
    answer = () => Promise.resolve(Response.json({ text: piece.repeat(3) }))
    expect(((await (await fetch(address, post)).json()) as { text: string }).text).toHaveLength(1_500_000)
    expect(heard.data).toHaveLength(1)
    expect(heard.ends[0]!.unheardChars).toBeGreaterThan(1_500_000)
  })
})

describe('a hostile page', () => {
  it('that patches what is used to listen finds nothing broken, and does not listen to the listener', async () => {
    /** Patched functions that the code under test called, by name. */
    const patched: string[] = []
    const { apply } = Reflect
    const patch = (owner: object, name: string): void => {
      const descriptor = Object.getOwnPropertyDescriptor(owner, name)!
      const report = (native: () => unknown) =>
        function (this: unknown, ...args: []): unknown {
          const caller = (new Error().stack ?? '').split('\n')[2] ?? ''
          if (caller.includes('/src/agents/')) patched[patched.length] = name
          return apply(native, this, args)
        }
      Object.defineProperty(
        owner,
        name,
        descriptor.get
          ? { ...descriptor, get: report(descriptor.get as () => unknown) }
          : { ...descriptor, value: report(descriptor.value as () => unknown) },
      )
      undo.push(() => Object.defineProperty(owner, name, descriptor))
    }
    const undo: (() => void)[] = []
    const server = stream()
    serve(server)
    try {
      for (const name of ['getReader', 'tee', 'cancel', 'pipeThrough']) patch(ReadableStream.prototype, name)
      for (const name of ['read', 'cancel', 'closed']) patch(ReadableStreamDefaultReader.prototype, name)
      for (const name of ['enqueue', 'close', 'error', 'byobRequest'])
        patch(ReadableByteStreamController.prototype, name)
      for (const name of ['clone', 'body', 'status', 'headers', 'url']) patch(Response.prototype, name)
      for (const name of ['decode']) patch(TextDecoder.prototype, name)
      for (const name of ['get', 'has']) patch(Headers.prototype, name)
      for (const name of ['then', 'catch', 'finally']) patch(Promise.prototype, name)
      for (const name of ['parse', 'stringify']) patch(JSON, name)
      for (const name of ['apply', 'getOwnPropertyDescriptor']) patch(Reflect, name)
      for (const name of ['push', 'map', 'filter', 'forEach']) patch(Array.prototype, name)
      const response = await fetch(address, post)
      const reading = response.text()
      server.send('data: {"n":1}\n\n')
      server.close()
      const text = await reading
      for (const each of undo.splice(0)) each()
      expect(text).toBe('data: {"n":1}\n\n')
      expect(heard.data).toEqual([{ n: 1 }])
      expect(patched).toEqual([])
    } finally {
      for (const each of undo) each()
    }
  })

  it('that pollutes the prototype of all objects gets its bytes all the same', async () => {
    const polluted: object = Object.prototype
    const original = new Response('data: {"n":1}\n\n', { headers: { 'content-type': 'text/event-stream' } })
    answer = () => Promise.resolve(original)
    try {
      Object.assign(polluted, { autoAllocateChunkSize: -1, status: 99, start: 'no function', size: () => -1 })
      expect(await (await fetch(address, post)).text()).toBe('data: {"n":1}\n\n')
    } finally {
      for (const name of ['autoAllocateChunkSize', 'status', 'start', 'size']) Reflect.deleteProperty(polluted, name)
    }
    expect(heard.data).toEqual([{ n: 1 }])
  })

  it('that fetches from a native it has patched is not heard hearing itself, without end', async () => {
    answer = () => Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }))
    const toUpperCase = Object.getOwnPropertyDescriptor(String.prototype, 'toUpperCase')!
    let calls = 0
    Object.defineProperty(String.prototype, 'toUpperCase', {
      ...toUpperCase,
      value(this: string) {
        if (++calls < 50) void fetch('https://log.example/', { method: 'POST', body: '{}' })
        return (toUpperCase.value as () => string).call(this)
      },
    })
    try {
      expect(await (await fetch(address, post)).text()).toBe('{}')
    } finally {
      Object.defineProperty(String.prototype, 'toUpperCase', toUpperCase)
    }
    expect(calls).toBe(1)
    expect(heard.asked).toHaveLength(1)
  })

  it('whose request has getters finds each called by the browser alone', async () => {
    let reads = 0
    answer = (_input, init) => {
      return Promise.resolve(new Response(null, { status: 204, statusText: init?.method ?? '' }))
    }
    await fetch(address, {
      get method() {
        reads++
        return 'POST'
      },
    })
    expect(reads).toBe(1)
  })

  it.each<[string, Partial<ExchangeListener>]>([
    ['its head', { onResponse: boom }],
    ['its data', { onData: boom }],
    ['its end', { onEnd: boom }],
  ])('cannot be hurt by a listener that throws at %s', async (_what, broken) => {
    stop()
    stop = hearFetch(() => [{ onResponse: () => true, onData: () => undefined, onEnd: () => undefined, ...broken }])
    answer = () => Promise.resolve(Response.json({ n: 1 }))
    expect(await (await fetch(address, post)).json()).toEqual({ n: 1 })
  })
})

describe('window.fetch', () => {
  it('looks like the browser’s own, and is its own again afterwards', () => {
    const before = Object.getOwnPropertyDescriptor(window, 'fetch')!
    expect(window.fetch.name).toBe('fetch')
    expect(window.fetch.length).toBe(2)
    expect({ ...before, value: null }).toEqual({ ...native, value: null })
    const hooked = window.fetch
    stop()
    expect(window.fetch).not.toBe(hooked)
    expect(window.fetch.name).toBe('fetch')
  })

  it('passes through when a page has patched on top and the recording has ended', async () => {
    const hooked = window.fetch
    const patch = (...args: Parameters<typeof fetch>) => hooked(...args)
    window.fetch = patch
    stop()
    expect(window.fetch).toBe(patch)
    const original = Response.json({})
    answer = () => Promise.resolve(original)
    expect(await fetch(address, post)).toBe(original)
    expect(heard.asked).toEqual([])
  })

  it('leaves an answer under way whole when the recording ends', async () => {
    const server = stream()
    serve(server)
    const response = await fetch(address, post)
    const reading = response.text()
    server.send('data: {"n":1}\n\n')
    await vi.waitFor(() => expect(heard.data).toEqual([{ n: 1 }]))
    stop()
    server.send('data: {"n":2}\n\n')
    server.close()
    expect(await reading).toBe('data: {"n":1}\n\ndata: {"n":2}\n\n')
    expect(heard.data).toEqual([{ n: 1 }])
  })
})

function boom(): never {
  throw new Error('boom')
}
