import type { TextRule } from './rule.ts'
import { textRules } from './rules/registry.ts'
import { redactUrl } from './url.ts'

/** Secrets shorter than this are not searched for in other text: they would mask half the page. */
const shortestTaint = 4

/** A longer text is cut before any rule runs over it: a paste of megabytes must not cost seconds. Announcements are shorter. */
export const longestText = 300_000
/** All texts of an entry together are cut to about this, so that it fits into a message whatever a page puts into it. */
const entryText = 1_000_000
/** So much of a text is left all the same, and so many items of a list. */
const shortestText = 64
const longestList = 10_000
/** So much more is looked at, for what the cut would halve, and then left out. */
const cutMargin = 8192
/** Of a secret longer than this the beginning is searched for, and what follows it is masked to the end of the text. */
const longestForm = 4096

/** With more remembered secrets than this, those that a longer one begins with are forgotten: somebody types a novel. */
const secretLimit = 200

/**
 * Places in an entry that hold ids and words of the recorder's own, never text of a page. They stay as they are even
 * when somebody's password is "page" or "click": masked, the entry would not fit its format and be lost.
 */
const ownPlaces = new Set([
  'id',
  'kind',
  'provenance',
  'actor',
  'surface',
  'reason',
  'type',
  'observationId',
  'causeId',
  'targetId',
  'documentId',
  'dom.sourceId',
  'args.button',
  'args.modifiers.*',
  'attribution.method',
  'attribution.evidence.causeId',
  'attribution.evidence.driver',
  'attribution.evidence.editorIds.*',
  'attribution.evidence.editors.*',
  'attribution.evidence.events.*',
  'moments.*.type',
  'target.selectors.*.kind',
  'corroboratedBy.*',
  'extensionId',
])

/** Kinds whose `name` says what was done; elsewhere a name is text. */
const namedKinds = new Set<unknown>(['action', 'effect'])

/** Places where the field names too are the page's or an agent's choice. */
const foreignKeys = /^(?:event|target\.attributes|policy\.sampling)(?:\.|$)/

/**
 * Masks what leaves a page. It remembers the values of sensitive fields in page memory only, so that the same value
 * mirrored elsewhere (another field, an attribute, an agent's prompt) is found and masked too.
 */
export interface Redactor {
  /** Remembers a secret value; it is searched for in everything that leaves from now on. */
  taint: (value: string) => void
  readonly tainted: boolean
  text: (text: string, counts: Record<string, number>) => string
  /** Masks by shape inside a serialized JSON value; what the rules take never holds a quote, so it stays JSON. */
  json: (json: string, counts: Record<string, number>) => string
  /** The beginning of a text that is longer than `most`, masked, without half a secret at its end. */
  beginning: (text: string, counts: Record<string, number>, most?: number) => string
  /** A copy of a JSON value with every string masked and cut, how often each rule struck, and what was left out where. */
  value: <T>(value: T) => { value: T; redacted: Record<string, number>; truncated: Record<string, number> }
  /** Like `value`, by remembered secrets alone; free while there are none. For the DOM stream, together with `json`. */
  taintOnly: <T>(value: T) => { value: T; redacted: Record<string, number> }
}

export function createRedactor(rules: readonly TextRule[] = textRules): Redactor {
  /** By what was typed, how it may be written. */
  const secrets = new Map<string, string[]>()
  /** Every remembered form, longest first: a remembered prefix must not break up the whole. */
  let forms: string[] = []
  /** One pass over the text: a second one would find a secret that is called "secret" in the placeholder of the first. */
  let anyForm: RegExp | null = null

  function taint(value: string): void {
    const start = value.slice(0, longestForm).replace(/\p{Surrogate}$/u, '')
    if (value.length < shortestTaint || secrets.has(start)) return
    secrets.set(start, writtenForms(start))
    for (const secret of secrets.keys())
      if (secrets.size > secretLimit && secret.length < start.length && start.startsWith(secret)) secrets.delete(secret)
    forms = [...new Set([...secrets.values()].flat())].sort((a, b) => b.length - a.length)
    anyForm = null
  }

  function maskTaint(text: string, counts: Record<string, number>): string {
    if (text.length < shortestTaint || !forms.some((form) => text.includes(form))) return text
    anyForm ??= patternOf(forms, secrets)
    return text.replace(anyForm, (match) => {
      if (placeholder.test(match) && !forms.includes(match)) return match
      counts['typed-secret'] = (counts['typed-secret'] ?? 0) + 1
      return '<typed-secret>'
    })
  }

  function maskText(text: string, counts: Record<string, number>): string {
    return maskShapes(maskTaint(text, counts), counts)
  }

  function beginning(text: string, counts: Record<string, number>, most = longestText): string {
    const margin = Math.max(cutMargin, 4 * (forms[0]?.length ?? 0))
    const masked = maskText(text.slice(0, most + margin), counts)
    // A placeholder may be longer than what it stands for, though not as much as four times.
    return masked.slice(0, Math.max(0, Math.min(most, masked.length - margin)))
  }

  function maskShapes(text: string, counts: Record<string, number>): string {
    let masked = text
    if (masked.includes('=') || masked.includes('@')) {
      const result = redactUrl(masked)
      if (result.replacements > 0) counts['url-secret'] = (counts['url-secret'] ?? 0) + result.replacements
      masked = result.url
    }
    const lower = masked.toLowerCase()
    for (const rule of rules) {
      if (!rule.keywords.some((keyword) => lower.includes(keyword))) continue
      masked = masked.replace(rule.pattern, (match) => {
        if (rule.accepts && !rule.accepts(match)) return match
        counts[rule.id] = (counts[rule.id] ?? 0) + 1
        return `<${rule.id}>`
      })
    }
    return masked
  }

  function maskEntry(root: unknown, redacted: Record<string, number>, truncated: Record<string, number>): unknown {
    const mask = (text: string): string => maskText(text, redacted)
    let room = entryText
    const isCut = ({ length }: string | unknown[], place: string, most: number): boolean => {
      if (length > most) truncated[place] = (truncated[place] ?? 0) + length - most
      return length > most
    }
    const isEntry = typeof root === 'object' && root !== null && 'kind' in root
    const isOwn = (place: string): boolean =>
      isEntry && (ownPlaces.has(place) || (place === 'name' && namedKinds.has(root.kind)))

    function walk(value: unknown, place: string): unknown {
      if (typeof value === 'string') {
        if (isOwn(place)) return value
        const most = Math.min(longestText, Math.max(shortestText, room))
        room -= value.length
        return isCut(value, place, most) ? beginning(value, redacted, most) : mask(value)
      }
      if (Array.isArray(value)) {
        isCut(value, place, longestList)
        return value.slice(0, longestList).map((item) => walk(item, `${place}.*`))
      }
      if (typeof value !== 'object' || value === null) return value
      const maskKey = isEntry && !foreignKeys.test(place) ? (key: string) => key : mask
      return copyOf(value, maskKey, (item, key) => walk(item, place === '' ? key : `${place}.${key}`))
    }

    return walk(root, '')
  }

  function maskDom(value: unknown, mask: (text: string) => string, parent: string): unknown {
    // A password may be "input"; a document of which every field is called otherwise cannot be shown again.
    if (typeof value === 'string') return parent === 'tagName' ? value : mask(value)
    if (Array.isArray(value)) return value.map((item) => maskDom(item, mask, parent))
    if (typeof value !== 'object' || value === null) return value
    // Attribute names are the page's choice; all other field names are rrweb's.
    return copyOf(value, parent === 'attributes' ? mask : (key) => key, (item, key) => maskDom(item, mask, key))
  }

  return {
    taint,
    get tainted() {
      return secrets.size > 0
    },
    text: maskText,
    beginning,
    json: maskShapes,
    value: <T>(value: T) => {
      const redacted: Record<string, number> = {}
      const truncated: Record<string, number> = {}
      return { value: maskEntry(value, redacted, truncated) as T, redacted, truncated }
    },
    taintOnly: <T>(value: T) => {
      const redacted: Record<string, number> = {}
      if (secrets.size === 0) return { value, redacted }
      return { value: maskDom(value, (text) => maskTaint(text, redacted), '') as T, redacted }
    },
  }
}

/** What stands for something masked already: a password that begins with "pass" must not break it up. */
const placeholder = /<(?:(?:password|payment|secret|hidden)-field|typed-secret|url-secret)>/

/**
 * Finds placeholders, and remembered forms anywhere. Those a longer one begins with are what was typed on the way, and
 * found only where they stand alone: on the way to "test1234" half the page would be masked, and show how it begins.
 */
function patternOf(forms: readonly string[], secrets: ReadonlyMap<string, readonly string[]>): RegExp {
  // By what was typed: how a secret is written inside JSON may begin with the secret itself.
  const whole = new Set<string>()
  const inOrder = [...secrets.keys()].sort()
  for (const [index, secret] of inOrder.entries())
    if (inOrder[index + 1]?.startsWith(secret) !== true) for (const form of secrets.get(secret) ?? []) whole.add(form)
  const parts = forms.map((form) => {
    const escaped = form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    if (form.length >= longestForm - 1) return `${escaped}[^]*`
    return whole.has(form) ? escaped : `(?<![\\p{L}\\p{N}_-])${escaped}(?![\\p{L}\\p{N}_-])`
  })
  return new RegExp([placeholder.source, ...parts].join('|'), 'gu')
}

/** A secret as it may stand in other text: as it is, inside JSON, and inside an address. */
function writtenForms(secret: string): string[] {
  // Half a surrogate pair has no encoding of its own: every encoder writes this for it.
  const encoded = encodeURIComponent(secret.replace(/\p{Surrogate}/gu, '\uFFFD'))
  return [secret, JSON.stringify(secret).slice(1, -1), encoded, encoded.replaceAll('%20', '+')]
}

function copyOf(
  value: object,
  toKey: (key: string) => string,
  toItem: (item: unknown, key: string) => unknown,
): Record<string, unknown> {
  // By entries, so that `__proto__` in an agent's JSON stays a plain field.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [toKey(key), toItem(item, key)]))
}
