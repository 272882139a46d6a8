import { textRules } from '#redaction/rules/registry.ts'

/** Rules whose placeholders stand in recordings besides those on text: by field, by address, by remembered secret. */
const otherRules = [
  'password-field',
  'payment-field',
  'secret-field',
  'hidden-field',
  'typed-secret',
  'url-secret',
  'user',
]

/** What stands in a recording where a secret stood. */
function placeholders(): RegExp {
  return new RegExp(`<(?:${[...otherRules, ...textRules.map(({ id }) => id)].join('|')})>`, 'g')
}

/** Typed where a secret was. Long enough, and of enough kinds of characters, for most fields that want a password. */
export const madeUpText = 'Made-up-1234'

export function isMasked(text: string): boolean {
  return placeholders().test(text)
}

/** A recorded text with something made up in place of each secret. */
export function withMadeUp(text: string): string {
  return text.replace(placeholders(), madeUpText)
}

/**
 * Whether a text may be the recorded one: the same, where each placeholder stands for any text. White space does not
 * count, because browsers disagree about it.
 */
export function agreesWith(recorded: string, now: string): boolean {
  const parts = recorded.split(placeholders()).map(withoutSpace)
  const text = withoutSpace(now)
  const [first = ''] = parts
  if (parts.length === 1) return text === first
  const last = parts.at(-1) ?? ''
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let from = first.length
  const end = text.length - last.length
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from)
    if (at === -1 || at + part.length > end) return false
    from = at + part.length
  }
  return true
}

export function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '')
}
