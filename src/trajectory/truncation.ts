/** Longest entry, as JSON text. */
const entryChars = 256 * 1024
/** An observation shows a whole page. */
const observationChars = 2 * 1024 * 1024
/** Less than this is not left of any text or list, whatever the entry comes to. */
const fewest = 64

/** How much was left out at the end of a text (characters) or a list (items), by place: `args.value`, `args.files.*.name`. */
export type Truncated = Record<string, number>

interface Truncatable {
  kind: string
  truncated?: Truncated
}

/** How long an entry of this kind may be, as JSON text. */
export function longestEntry({ kind }: Truncatable): number {
  return kind === 'observation' ? observationChars : entryChars
}

/** An entry as JSON text; one that is too long loses the ends of its longest texts and lists, and says of which. */
export function boundedJson(entry: Truncatable): string {
  const limit = longestEntry(entry)
  let json = JSON.stringify(entry)
  // Two texts of this length, as a paste has them, still fit.
  for (let most = (limit / 8) * 3; json.length > limit && most >= fewest; most /= 2)
    json = JSON.stringify(shortened(entry, most))
  return json
}

/** A copy in which no text is longer than so many characters, and nothing has more items. */
function shortened(entry: Truncatable, most: number): Truncatable {
  const truncated: Truncated = { ...entry.truncated }

  function firstOf<T extends string | unknown[]>(whole: T, place: string): T {
    if (whole.length <= most) return whole
    truncated[place] = (truncated[place] ?? 0) + whole.length - most
    return whole.slice(0, most) as T
  }

  function walk(value: unknown, place: string): unknown {
    if (typeof value === 'string') return firstOf(value, place)
    if (typeof value !== 'object' || value === null) return value
    const inside = (key: string): string => (place === '' ? key : `${place}.${key}`)
    if (Array.isArray(value)) return firstOf(value, place).map((item) => walk(item, inside('*')))
    return Object.fromEntries(
      firstOf(Object.entries(value), place).map(([key, item]) => [key, walk(item, inside(key))]),
    )
  }

  return { ...(walk({ ...entry, truncated: undefined }, '') as Truncatable), truncated }
}
