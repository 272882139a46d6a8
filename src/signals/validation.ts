import type { Entry } from '#trajectory/entry.ts'
import type { Observation } from '#trajectory/observation.ts'
import type { OutcomeSummary } from '#trajectory/outcome.ts'
import type { Check, Validator } from '#trajectory/validator.ts'

/** A document as it was when the recording stopped. */
type FinalPage = Observation & { final: NonNullable<Observation['final']> }

/** Checks conditions against what the pages held at the end: those of the tab that was acted in last. */
export function validate(log: readonly Entry[], validators: readonly Validator[]): Check[] {
  const pages = finalPages(log)
  return validators.map((validator) => ({ what: textOf(validator), ...verdictOf(validator, pages) }))
}

/**
 * The outcome that follows from checks: failure when one fails, success when all hold, null when there is none or nobody
 * can tell.
 */
export function outcomeOf(checks: readonly Check[]): OutcomeSummary | null {
  const failed = checks.filter(({ verdict }) => verdict === 'fails')
  if (checks.length === 0 || (failed.length === 0 && checks.some(({ verdict }) => verdict === 'unknown'))) return null
  const held = checks.filter(({ verdict }) => verdict === 'holds').length
  return {
    success: failed.length === 0,
    score: held / checks.length,
    by: 'validator',
    text: failed.length === 0 ? null : failed.map(({ what, detail }) => `${what}: ${detail}`).join('; '),
  }
}

function finalPages(log: readonly Entry[]): FinalPage[] {
  const pages = log.filter(
    (entry): entry is FinalPage => entry.kind === 'observation' && entry.reason === 'end' && entry.final !== undefined,
  )
  const tabs = new Set(pages.map(({ tabId }) => tabId))
  const last = log.findLast((entry) => entry.kind === 'action' && entry.surface === 'page' && tabs.has(entry.tabId))
  return last ? pages.filter(({ tabId }) => tabId === last.tabId) : pages
}

function verdictOf(validator: Validator, pages: readonly FinalPage[]): Pick<Check, 'verdict' | 'detail'> {
  if (pages.length === 0) return { verdict: 'unknown', detail: 'no page was there any more when the recording stopped' }
  switch (validator.kind) {
    case 'url': {
      const urls = pages.filter(({ frameId }) => frameId === 0).map(({ url }) => url)
      return verdict(
        urls.some((url) => matchesGlob(url, validator.matches)),
        `the address is ${urls.join(', ')}`,
      )
    }
    case 'text': {
      const wanted = validator.contains.replace(/\s+/g, ' ').trim()
      const isThere = pages.some(({ final }) => final.text.includes(wanted))
      // The final state keeps the first 20,000 characters.
      if (!isThere && pages.some(({ final }) => final.text.length >= 20_000))
        return { verdict: 'unknown', detail: 'the text of the page was too long to be kept whole' }
      return verdict(isThere === validator.present, isThere ? 'it is there' : 'it is not there')
    }
    case 'field': {
      const field = pages
        .flatMap(({ final }) => final.fields)
        .find(
          ({ selector }) =>
            selector === validator.field || selector.endsWith(`[name=${JSON.stringify(validator.field)}]`),
        )
      if (!field) return { verdict: 'fails', detail: 'there is no such field' }
      const holds =
        (validator.value === undefined || field.value === validator.value) &&
        (validator.checked === undefined || field.checked === validator.checked)
      return verdict(
        holds,
        validator.checked === undefined
          ? `it holds ${JSON.stringify(field.value)}`
          : field.checked === true
            ? 'it is checked'
            : 'it is not checked',
      )
    }
    case 'element': {
      const isThere = pages.some(({ outline }) =>
        outline.some(({ role, name }) => role === validator.role && name === validator.name),
      )
      if (!isThere && pages.some(({ outlineTruncated }) => outlineTruncated))
        return { verdict: 'unknown', detail: 'there was more in view than is kept' }
      return verdict(isThere === validator.present, isThere ? 'it is in view' : 'it is not in view')
    }
    default:
      return validator satisfies never
  }
}

function verdict(holds: boolean, detail: string): Pick<Check, 'verdict' | 'detail'> {
  return { verdict: holds ? 'holds' : 'fails', detail }
}

/** Whether a text is what a pattern says; in linear time, because patterns come from files of strangers. */
function matchesGlob(text: string, pattern: string): boolean {
  const parts = pattern.split('*')
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (parts.length === 1) return text === pattern
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

function textOf(validator: Validator): string {
  switch (validator.kind) {
    case 'url':
      return `address ${validator.matches}`
    case 'text':
      return `${validator.present ? '' : 'no '}text ${JSON.stringify(validator.contains)}`
    case 'field':
      return `field ${validator.field}${validator.value === undefined ? '' : ` = ${JSON.stringify(validator.value)}`}${validator.checked === undefined ? '' : validator.checked ? ' checked' : ' not checked'}`
    case 'element':
      return `${validator.present ? '' : 'no '}${validator.role} ${JSON.stringify(validator.name)}`
    default:
      return validator satisfies never
  }
}
