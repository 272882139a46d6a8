/** A rule that finds secrets in text by their shape. Its samples stand beside it and are tested. */
export interface TextRule {
  id: string
  why: string
  /** Global; must run in linear time on hostile text: no nested or adjacent unbounded quantifiers. */
  pattern: RegExp
  /** The rule runs only on text that holds one of these (lower case), which keeps the common case cheap. */
  keywords: readonly string[]
  /** A second look at what the pattern found, for example a checksum. */
  accepts?: (match: string) => boolean
  /** Texts in which the whole secret must go. */
  secrets: readonly { text: string; secret: string }[]
  /** Texts that must stay as they are. */
  harmless: readonly string[]
}
