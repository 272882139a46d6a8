/** Recorded origin → origin where its pages are served now, for example `{'https://shop.example': 'http://localhost:8080'}`. */
export type Rewrite = Readonly<Record<string, string>>

/**
 * An address of the recording as it is called now. Origins inside it, percent-encoded or not, are rewritten too: pages
 * hand each other their addresses as parameters.
 */
export function rewriteUrl(url: string, rewrite: Rewrite): string {
  const forms = new Map<string, string>()
  for (const [from, to] of Object.entries(rewrite)) {
    forms.set(originOf(from), originOf(to))
    forms.set(encodeURIComponent(originOf(from)), encodeURIComponent(originOf(to)))
  }
  if (forms.size === 0) return url
  // One pass, so that two origins can change places; a longer port is another origin.
  const any = new RegExp(`(?:${[...forms.keys()].map(escaped).join('|')})(?![\\w.:-])`, 'g')
  return url.replace(any, (origin) => forms.get(origin) ?? origin)
}

function originOf(address: string): string {
  return address.replace(/\/+$/, '')
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
