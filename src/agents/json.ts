/** Readers of values that came from a page or a server: anything may be missing or of another type. */
export type JsonRecord = Record<string, unknown>

// Before the page can put its own in its place: a patched one would be shown all that is announced, or lose it.
const { stringify } = JSON

/** The value as JSON; empty when there is none. */
export function jsonOf(value: unknown): string {
  return value === undefined ? '' : stringify(value)
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A token count or the like; undefined when it is none. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}

/** Without the fields that nobody stated. */
export function stated(value: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
}

/** How fields are named that hold a secret. */
export const secretName =
  /api[-_]?key|authorization|password|passwd|secret|credential|cookie|(?:^|[-_])token$|accessToken$/i

/** A copy in which fields that are named like a secret hold nothing: an agent is sent more than its task. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (depth > 40) return null
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretName.test(key) && (typeof item === 'string' || isRecord(item))
        ? '<omitted>'
        : withoutSecrets(item, depth + 1),
    ]),
  )
}
