import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Fields of AG-UI in which a provider hides reasoning that only it can read. */
const opaqueFields = new Set(['encryptedValue'])

/**
 * A copy of an agent's event in which opaque values are replaced by their hash: nobody can read them, they may be used
 * to go on in the agent's name, and a hash is enough to see that two are the same.
 */
export function hashOpaqueValues<T>(value: T): T {
  return walk(value) as T
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      opaqueFields.has(key) && typeof item === 'string' && !item.startsWith('sha256:')
        ? `sha256:${bytesToHex(sha256(utf8ToBytes(item)))}`
        : walk(item),
    ]),
  )
}
