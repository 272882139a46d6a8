/** Scripts that set no spaces between words: there every two characters in a row stand for a word. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u

/** A text without case, accents and width, as it is compared. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .normalize('NFC')
}

/** The words of a text, in any script. */
export function tokensOf(text: string): string[] {
  return Array.from(folded(text).matchAll(/[\p{L}\p{N}]+/gu), ([word]) => word).flatMap((word) =>
    unspaced.test(word) ? pairsOf(word) : [word],
  )
}

function pairsOf(word: string): string[] {
  const characters = Array.from(word)
  return characters.length < 2
    ? characters
    : characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`)
}

/** Whether a text has a phrase in it, at word borders where its script has such. */
export function hasPhrase(text: string, phrase: string): boolean {
  const words = folded(phrase)
  if (unspaced.test(words)) return folded(text).includes(words)
  return spaced(text).includes(spaced(phrase))
}

/** Whether a text begins with a phrase. */
export function beginsWith(text: string, phrase: string): boolean {
  const words = folded(phrase)
  return unspaced.test(words) ? folded(text).startsWith(words) : spaced(text).startsWith(spaced(phrase))
}

/** What a text comes to when it is compared: phrases and the labels of a page come again and again. */
const known = new Map<string, string>()
const knownLimit = 5000

function spaced(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const words = spacedWords(text)
  if (known.size >= knownLimit) known.clear()
  if (text.length < 200) known.set(text, words)
  return words
}

function spacedWords(text: string): string {
  return ` ${Array.from(folded(text).matchAll(/[\p{L}\p{N}]+/gu), ([word]) => word).join(' ')} `
}

/** How much two requests have in common. Long words say more than short ones, in most languages. */
export interface Overlap {
  /** 0 to 1: what both have, over what either has. */
  similarity: number
  /** 0 to 1: how much of the second is not in the first. */
  added: number
}

export function overlapOf(first: string, second: string): Overlap {
  const [a, b] = [new Set(tokensOf(first)), new Set(tokensOf(second))]
  const weigh = (words: Iterable<string>): number => Array.from(words).reduce((sum, word) => sum + weightOf(word), 0)
  const common = (words: Set<string>, others: Set<string>): string[] =>
    Array.from(words).filter((word) => others.has(word) || Array.from(others).some((other) => isAlike(word, other)))
  const [all, shared] = [weigh(a) + weigh(b), weigh(common(a, b)) + weigh(common(b, a))]
  const whole = weigh(b)
  return {
    similarity: all === 0 ? 0 : shared / all,
    added: whole === 0 ? 0 : 1 - weigh(common(b, a)) / whole,
  }
}

/** Words of one or two letters are particles in most languages with spaces; numbers and signs of others are not. */
function weightOf(word: string): number {
  if (unspaced.test(word) || /\p{N}/u.test(word)) return 2
  return word.length <= 2 ? 0.2 : Math.min(word.length, 8)
}

/** Whether two words are forms of one: `eintragen` and `trage`, `apple` and `apples`. */
function isAlike(a: string, b: string): boolean {
  if (a.length < 4 || b.length < 4 || unspaced.test(a) || unspaced.test(b)) return false
  return dice(gramsOf(a, 3), gramsOf(b, 3)) >= 0.6
}

/** 0 to 1: how much of the letters two texts share, in pairs; 1 when one goes on where the other ends. */
export function likeness(first: string, second: string): number {
  const [a, b] = [folded(first).trim(), folded(second).trim()]
  if (a === b) return 1
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length >= 3 && long.includes(short)) return 1
  return dice(gramsOf(a, 2), gramsOf(b, 2))
}

function gramsOf(text: string, size: number): Map<string, number> {
  const grams = new Map<string, number>()
  for (let i = 0; i + size <= text.length; i++) {
    const gram = text.slice(i, i + size)
    grams.set(gram, (grams.get(gram) ?? 0) + 1)
  }
  return grams
}

function dice(a: Map<string, number>, b: Map<string, number>): number {
  const count = (grams: Map<string, number>): number => Array.from(grams.values()).reduce((sum, n) => sum + n, 0)
  const all = count(a) + count(b)
  let shared = 0
  for (const [gram, n] of a) shared += Math.min(n, b.get(gram) ?? 0)
  return all === 0 ? 0 : (2 * shared) / all
}
