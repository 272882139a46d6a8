import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** Size and SHA-256 (lower-case hex) of some bytes. */
export interface Digest {
  sha256: string
  bytes: number
}

/** Takes bytes as they pass. WebCrypto cannot hash a stream, and bundles may be larger than memory. */
export function createHasher(): { update: (chunk: Uint8Array) => void; digest: () => Digest } {
  const hash = sha256.create()
  let bytes = 0
  return {
    update(chunk) {
      hash.update(chunk)
      bytes += chunk.byteLength
    },
    digest: () => ({ sha256: bytesToHex(hash.digest()), bytes }),
  }
}

/** SHA-256 and size of a stream, read to its end. */
export async function hashStream(bytes: AsyncIterable<Uint8Array>): Promise<Digest> {
  const hasher = createHasher()
  for await (const chunk of bytes) hasher.update(chunk)
  return hasher.digest()
}
