/** What happens to a body while the page reads it. Nothing here may throw. */
export interface BodyListener {
  onBytes: (bytes: Uint8Array) => void
  onEnd: (how: 'complete' | 'cancelled' | 'failed', reason: unknown) => void
}

/** Whether the body could not be read to its end, and why. */
interface Fate {
  failed: boolean
  reason: unknown
}

/** Puts a listener between a response and the page; gives the response itself when that cannot be done. */
export type TapBody = (response: Response, listener: BodyListener) => Response

/**
 * Gives the page a response that is the original in everything but identity. `clone()` would not do: of two branches
 * neither can be cancelled alone, and the faster one drives the server. Here the page reads, and the original is read as
 * much and no more; what the page cancels is cancelled. Natives are taken when this is called, before the page's scripts.
 */
export function createBodyTap(): TapBody {
  const { apply } = Reflect
  const { defineProperty } = Object
  const NativeResponse = Response
  const NativeStream = ReadableStream
  const prototype = NativeResponse.prototype
  const bodyOf = getterOf(prototype, 'body')
  const carried = (['url', 'redirected', 'type', 'headers'] as const).map((name) => [name, getterOf(prototype, name)])
  const statusOf = getterOf(prototype, 'status')
  const statusTextOf = getterOf(prototype, 'statusText')
  const headersOf = getterOf(prototype, 'headers')
  const cloneOf = prototype.clone
  const readers = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']
    .map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown])
    .filter(([, native]) => typeof native === 'function')
  const { getReader } = NativeStream.prototype
  const { read, cancel } = ReadableStreamDefaultReader.prototype
  const closedOf = getterOf(ReadableStreamDefaultReader.prototype, 'closed')
  const { enqueue, close, error: fail } = ReadableByteStreamController.prototype
  const byobRequestOf = getterOf(ReadableByteStreamController.prototype, 'byobRequest')
  const { respond } = ReadableStreamBYOBRequest.prototype

  /** On the object itself, so that it outlasts the recording: what a response cannot be constructed with. */
  function dress(copy: Response, original: Response, fate: Fate): void {
    for (let i = 0; i < carried.length; i++) {
      const [name, get] = carried[i] as [string, () => unknown]
      define(copy, name, apply(get, original, []))
    }
    // By name below: a page may have put its own in the native's place.
    const clone = new Proxy(cloneOf, {
      apply(_target, self: Response, args) {
        const another = apply(prototype.clone, self, args) as Response
        dress(another, original, fate)
        return another
      },
    })
    define(copy, 'clone', clone)
    for (let i = 0; i < readers.length; i++) {
      const [name, native] = readers[i] as [keyof Body, () => Promise<unknown>]
      const reader = new Proxy(native, {
        apply: (_target, self, args) => mend(apply(prototype[name] as typeof native, self, args as []), fate),
      })
      define(copy, name, reader)
    }
  }

  /** Chromium has one error for all that happens to a script's stream; the page gets the one it would have got. */
  async function mend(reading: Promise<unknown>, fate: Fate): Promise<unknown> {
    try {
      return await reading
    } catch (error) {
      throw fate.failed ? fate.reason : error
    }
  }

  function define(object: object, name: string, value: unknown): void {
    defineProperty(object, name, { __proto__: null, value, configurable: true } as PropertyDescriptor)
  }

  function streamOf(body: ReadableStream<Uint8Array>, listener: BodyListener, fate: Fate) {
    let reader: ReadableStreamDefaultReader<Uint8Array> | null = null
    let controller: ReadableByteStreamController | null = null
    let isReading = false
    let isOver = false
    let sourceClosed = false

    function finish(how: 'complete' | 'cancelled' | 'failed', reason: unknown): void {
      if (isOver) return
      isOver = true
      listener.onEnd(how, reason)
      if (how === 'failed') {
        fate.failed = true
        fate.reason = reason
        apply(fail, controller, [reason])
      } else if (how === 'complete') {
        apply(close, controller, [])
        // Somebody reads into a buffer of their own; it has to be given back.
        const request: unknown = apply(byobRequestOf, controller, [])
        if (request) apply(respond, request, [0])
      }
    }

    async function pull(): Promise<void> {
      isReading = true
      try {
        for (;;) {
          const { done, value } = (await apply(read, reader, [])) as ReadableStreamReadResult<Uint8Array>
          if (isOver) return
          if (done) {
            finish('complete', null)
            return
          }
          // No byte stream takes an empty piece.
          if (value.byteLength === 0) continue
          // Before it is passed on: that takes the bytes away.
          listener.onBytes(value)
          apply(enqueue, controller, [value])
          if (sourceClosed) finish('complete', null)
          return
        }
      } catch (reason) {
        finish('failed', reason)
      } finally {
        isReading = false
      }
    }

    /** The original may end while nobody reads: an abort is felt at once, and so is the end after the last piece. */
    async function follow(): Promise<void> {
      try {
        await (apply(closedOf, reader, []) as Promise<undefined>)
        sourceClosed = true
        if (!isReading) finish('complete', null)
      } catch (reason) {
        finish('failed', reason)
      }
    }

    const source = {
      // Not to be asked of a prototype that the page may have changed.
      __proto__: null,
      type: 'bytes',
      start(given: ReadableByteStreamController) {
        controller = given
      },
      pull,
      cancel(reason: unknown) {
        isOver = true
        listener.onEnd('cancelled', reason)
        return apply(cancel, reader, [reason])
      },
    }
    return {
      stream: new NativeStream(
        source as unknown as UnderlyingByteSource,
        {
          __proto__: null,
          highWaterMark: 0,
        } as QueuingStrategy,
      ),
      connect() {
        reader = apply(getReader, body, []) as ReadableStreamDefaultReader<Uint8Array>
        void follow()
      },
    }
  }

  return (response, listener) => {
    try {
      const body = apply(bodyOf, response, []) as ReadableStream<Uint8Array> | null
      if (!body) return response
      const fate: Fate = { failed: false, reason: null }
      const { stream, connect } = streamOf(body, listener, fate)
      const standIn = new NativeResponse(stream, {
        __proto__: null,
        status: apply(statusOf, response, []) as number,
        statusText: apply(statusTextOf, response, []) as string,
        headers: apply(headersOf, response, []) as Headers,
      } as ResponseInit)
      dress(standIn, response, fate)
      // Last, because it cannot be taken back.
      connect()
      return standIn
    } catch {
      return response
    }
  }
}

function getterOf(prototype: object, name: string): () => unknown {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
  if (!get) throw new TypeError(`no getter ${name}`)
  return get as () => unknown
}
