import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { Failure } from './failure.ts'

export interface ReceiveLimits {
  maxBytes: number
  /** Longest silence of the sender. */
  idleTimeoutMs: number
}

/** Writes a body to a new file as it comes, hashing it, and returns when it is on disk. */
export async function receiveFile(
  body: ReadableStream<Uint8Array> | null,
  path: string,
  { maxBytes, idleTimeoutMs }: ReceiveLimits,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of chunksInTime(body, idleTimeoutMs)) {
      bytes += chunk.byteLength
      // Counted as it comes: a body may have no length, or a wrong one.
      if (bytes > maxBytes) throw new Failure('too-large', tooLargeMessage(maxBytes))
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** The same words whether the size was announced or found out. */
export function tooLargeMessage(maxBytes: number): string {
  return `the bundle is larger than the ${maxBytes} bytes this collector takes; start it with a higher --max-mb`
}

async function* chunksInTime(
  body: ReadableStream<Uint8Array> | null,
  idleTimeoutMs: number,
): AsyncGenerator<Uint8Array> {
  if (!body) return
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await inTime(read(reader), idleTimeoutMs)
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read()
  } catch {
    throw new Failure('bad-request', 'the connection broke before the whole bundle had come; send it again')
  }
}

async function inTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Failure('timeout', `nothing came for ${Math.round(timeoutMs / 1000)} s; send it again`))
    }, timeoutMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
