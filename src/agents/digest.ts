import { sha256 } from './sha-256.ts'

/** SHA-256 of a text's UTF-8 bytes in hex; null when it cannot be had. Never rejects. */
export type Digest = (text: string) => Promise<string | null>

/**
 * Takes what it needs from the page's world now, before the page can change it. Browsers keep `crypto.subtle` from
 * insecure pages; there the hash is computed here.
 */
export function createDigest(): Digest {
  const { apply } = Reflect
  const encoder = new TextEncoder()
  const encode = TextEncoder.prototype.encode
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined
  const digest = subtle?.digest
  const later = setTimeout

  return async (text) => {
    try {
      // Not in the page's way: after the task that asked.
      await new Promise((resolve) => later(resolve, 0))
      const bytes = apply(encode, encoder, [text])
      if (subtle && digest) return toHex(new Uint8Array(await apply(digest, subtle, ['SHA-256', bytes])))
      return sha256(bytes)
    } catch {
      return null
    }
  }
}

function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}
