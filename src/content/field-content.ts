import { placeholderFor, sensitiveFieldRule } from '#redaction/field.ts'
import type { Redactor } from '#redaction/redactor.ts'
import { fieldRule, fieldValue, isNameless, rememberPassword, typedRule } from './field.ts'
import type { FieldContent, TypedContent } from './reading.ts'

/** A field's content is kept up to here; a paste of megabytes must not cost the whole action. */
const longestValue = 200_000

/** Nobody types a longer one; longer texts that have one somewhere are no passwords. */
const longestSecret = 200

/** What fields and prompts hold, as it may be recorded. Every secret met is remembered: it may show elsewhere. */
export interface FieldContents {
  /** All that a field holds. */
  content: (element: Element) => FieldContent
  /** Part of what a field holds. */
  excerpt: (element: Element, value: string) => FieldContent
  /** What a field holds while it is typed into. A secret is remembered at once, before the edit ends. */
  typed: (element: Element) => TypedContent
  /** What stands for a field's value where the rules forbid it; null where they do not. */
  maskOf: (element: Element) => string | null
  /** The answer to a prompt, whose message names what is typed into it as a label does for a field. */
  answer: (message: string, text: string) => FieldContent
}

export function createFieldContents(redactor: Redactor): FieldContents {
  function masked(value: string, rule: string): FieldContent {
    redactor.taint(value)
    return { value: placeholderFor(rule), rule }
  }

  function excerpt(element: Element, value: string): FieldContent {
    const rule = fieldRule(element)
    if (rule !== null) return masked(value, rule)
    const excess = value.length - longestValue
    return { value: excess > 0 ? `${value.slice(0, longestValue)}… (${excess} more characters)` : value, rule: null }
  }

  function holdsSecret(value: string): boolean {
    return value.length <= longestSecret && redactor.taintOnly(value).value !== value
  }

  const content = (element: Element): FieldContent => excerpt(element, fieldValue(element))

  return {
    content,
    excerpt,
    typed(element) {
      const value = fieldValue(element)
      // Some pages show a password by another field in its place; one with a name or label tells by that what it is.
      if (redactor.tainted && isNameless(element) && holdsSecret(value)) rememberPassword(element)
      const rule = typedRule(element)
      return rule === null ? () => excerpt(element, value) : masked(value, rule)
    },
    maskOf(element) {
      const { value, rule } = content(element)
      return rule === null ? null : value
    },
    answer(message, text) {
      const rule = sensitiveFieldRule({ type: '', autocomplete: '', cues: [message], wasPassword: false })
      return rule === null ? { value: text, rule } : masked(text, rule)
    },
  }
}
