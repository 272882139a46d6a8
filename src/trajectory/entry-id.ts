/** Joins a source and its running number into an entry id. */
export function toEntryId(sourceId: string, n: number): string {
  return `${sourceId}:${n}`
}

/** Splits an entry id; `n` is NaN when the text is not an entry id, and `sourceId` empty. */
export function fromEntryId(id: string): { sourceId: string; n: number } {
  const [, sourceId = '', n = 'NaN'] = /^([a-z0-9]+):([1-9][0-9]*)$/.exec(id) ?? []
  return { sourceId, n: Number(n) }
}

/**
 * A fresh id of 16 lower-case letters and digits (about 82 bits).
 * `crypto.randomUUID` is missing in insecure contexts, and pages on plain http are recorded too.
 */
export function createSourceId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')
}
