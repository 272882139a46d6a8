import { createHasher, hashStream } from './hash.ts'
import { chunksOf } from './chunks.ts'

// A zip has bytes that no checksum covers: dates, attributes, versions, the central directory itself. The seal does:
// it is the zip's comment, and holds the SHA-256 of every byte before the comment's length.
const sealPrefix = 'cairn seal sha256 '
const sealPattern = /^cairn seal sha256 ([0-9a-f]{64})$/
const sealBytes = sealPrefix.length + 64

/** The end record of a zip without a comment; its last two bytes are the length of the comment. */
const endRecordBytes = 22
const endRecordSignature = [0x50, 0x4b, 0x05, 0x06]

/** Puts the seal on a zip that passes through; `fail` breaks both ends whoever holds their locks. */
export function createSealer(): { stream: TransformStream<Uint8Array, Uint8Array>; fail: (error: unknown) => void } {
  const hasher = createHasher()
  let held: Uint8Array = new Uint8Array(0)
  let fail: (error: unknown) => void = () => undefined
  const stream = new TransformStream<Uint8Array, Uint8Array>({
    start(controller) {
      fail = (error) => controller.error(error)
    },
    transform(chunk, controller) {
      const joined = concat(held, chunk)
      const passing = joined.subarray(0, Math.max(0, joined.length - 2))
      held = joined.slice(passing.length)
      if (passing.length === 0) return
      hasher.update(passing)
      controller.enqueue(passing)
    },
    flush(controller) {
      const comment = new TextEncoder().encode(sealPrefix + hasher.digest().sha256)
      controller.enqueue(concat(new Uint8Array([comment.length & 0xff, comment.length >> 8]), comment))
    },
  })
  return { stream, fail: (error) => fail(error) }
}

/**
 * What is wrong with a bundle's seal, or undefined. A zip without any comment has been packed anew by another tool:
 * that is allowed, and its files still have the manifest's hashes.
 */
export async function sealProblem(blob: Blob): Promise<string | undefined> {
  const start = blob.size - sealBytes - 2
  const tail = new Uint8Array(await blob.slice(Math.max(0, start)).arrayBuffer())
  const seal = sealPattern.exec(new TextDecoder('latin1').decode(tail.subarray(2)))?.[1]
  if (seal !== undefined && start > 0) {
    if (tail[0] !== (sealBytes & 0xff) || tail[1] !== sealBytes >> 8) return 'the length of the seal is wrong'
    const actual = await hashStream(chunksOf(blob.slice(0, start).stream()))
    return actual.sha256 === seal
      ? undefined
      : `the bytes of the zip have the SHA-256 ${actual.sha256}, its seal says ${seal}`
  }
  const end = new Uint8Array(await blob.slice(Math.max(0, blob.size - endRecordBytes)).arrayBuffer())
  const plain = endRecordSignature.every((byte, i) => end[i] === byte) && end[20] === 0 && end[21] === 0
  return plain ? undefined : 'the zip ends in bytes that are neither a seal nor the end of a zip'
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
