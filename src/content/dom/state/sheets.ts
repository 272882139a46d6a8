import { adoptedSheetsOf, type Natives } from '#content/dom/natives.ts'
import {
  eventType,
  source,
  type StateFamily,
  type StreamMirror,
  type StreamNode,
  type WriteEvent,
} from '#content/dom/stream-event.ts'
import { createRotation } from './rotation.ts'

/** Rules compared at one boundary, over all sheets whose number of rules has not changed. */
const ruleLimit = 2000

/** Style sheets that scripts change: rules inserted, removed and rewritten, sheets adopted. */
export interface Sheets extends StateFamily {
  /** The text of a style element or the content of a link has changed, and the stream says so. */
  written: (id: number) => void
  /** Whether this is a style element or a link that has come into the stream. */
  owns: (id: number) => boolean
  /** A document or shadow root that may adopt sheets. */
  meetRoot: (hostId: number, root: Document | ShadowRoot) => void
}

/** Whom a sheet belongs to, as rrweb says it: an element, or the sheet itself when it was made by a script. */
type Owner = { id: number } | { styleId: number }

export function createSheets(mirror: StreamMirror, natives: Natives, write: WriteEvent): Sheets {
  const owners = createRotation()
  /** Fingerprints of a sheet's rules, as the stream has them. */
  const streamed = new WeakMap<CSSStyleSheet, number[]>()
  /** Where the next look for rewritten rules begins. */
  const cursors = new WeakMap<CSSStyleSheet, number>()
  const styleIds = new WeakMap<CSSStyleSheet, number>()
  const roots = new Map<number, { root: WeakRef<Document | ShadowRoot>; adopted: CSSStyleSheet[] }>()
  let lastStyleId = 0
  let rulesLeft = 0

  function keep(sheet: CSSStyleSheet): void {
    const rules = rulesOf(sheet)
    if (rules) streamed.set(sheet, Array.from(rules, fingerprint))
  }

  function sheetOf(id: number): CSSStyleSheet | null {
    const element = mirror.getNode(id)
    return element instanceof HTMLStyleElement || element instanceof HTMLLinkElement ? element.sheet : null
  }

  function compare(sheet: CSSStyleSheet, owner: Owner): void {
    const rules = rulesOf(sheet)
    const before = streamed.get(sheet)
    if (!rules || !before) {
      // Parsed from text that the stream has.
      if (rules) keep(sheet)
      return
    }
    if (rules.length === before.length && !differs(sheet, rules, before)) return
    const now = Array.from(rules, fingerprint)
    const { start, removed, added } = difference(before, now)
    if (removed + added === 0) return
    streamed.set(sheet, now)
    // Two events: rrweb's replayer adds before it removes.
    if (removed > 0)
      writeRules(owner, { removes: Array.from({ length: removed }, (_, n) => ({ index: start + removed - 1 - n })) })
    if (added > 0)
      writeRules(owner, {
        adds: Array.from({ length: added }, (_, n) => ({ rule: rules[start + n]?.cssText ?? '', index: start + n })),
      })
  }

  /** Whether a rule was rewritten in place; looks at as many as are left for this boundary, and goes on at the next. */
  function differs(sheet: CSSStyleSheet, rules: CSSRuleList, before: number[]): boolean {
    const from = cursors.get(sheet) ?? 0
    const count = Math.min(rules.length, rulesLeft)
    rulesLeft -= count
    cursors.set(sheet, rules.length === 0 ? 0 : (from + count) % rules.length)
    for (let n = 0; n < count; n++) {
      const index = (from + n) % rules.length
      const rule = rules[index]
      if (rule && fingerprint(rule) !== before[index]) return true
    }
    return false
  }

  function writeRules(owner: Owner, change: object): void {
    write(eventType.incremental, { source: source.styleSheetRule, ...owner, ...change })
  }

  /** Numbers sheets not met yet; the first root that adopts one brings its rules along. */
  function adopt(hostId: number, sheets: CSSStyleSheet[]): void {
    const styles: object[] = []
    const ids = sheets.map((sheet) => {
      const known = styleIds.get(sheet)
      if (known !== undefined) return known
      styleIds.set(sheet, ++lastStyleId)
      const rules = Array.from(rulesOf(sheet) ?? [], ({ cssText }, index) => ({ rule: cssText, index }))
      styles.push({ styleId: lastStyleId, rules })
      keep(sheet)
      return lastStyleId
    })
    write(eventType.incremental, {
      source: source.adoptedStyleSheet,
      id: hostId,
      styleIds: ids,
      ...(styles.length > 0 ? { styles } : {}),
    })
  }

  return {
    meet({ id, tagName, attributes }: StreamNode) {
      if (tagName !== 'style' && !(tagName === 'link' && attributes?._cssText !== undefined)) return
      owners.add(id)
      this.written(id)
    },
    written(id) {
      const sheet = sheetOf(id)
      if (!sheet) return
      owners.add(id)
      keep(sheet)
    },
    owns: owners.has,
    meetRoot(hostId, root) {
      if (roots.get(hostId)?.root.deref() === root) return
      roots.set(hostId, { root: new WeakRef(root), adopted: [] })
    },
    read() {
      rulesLeft = ruleLimit
      const compared = new Set<CSSStyleSheet>()
      for (const [hostId, known] of roots) {
        const root = known.root.deref()
        if (!root?.isConnected) {
          roots.delete(hostId)
          continue
        }
        const sheets = adoptedSheetsOf(root, natives)
        const same = sheets.length === known.adopted.length && sheets.every((sheet, n) => sheet === known.adopted[n])
        if (!same) {
          known.adopted = sheets
          adopt(hostId, sheets)
        }
        for (const sheet of sheets) {
          if (compared.has(sheet)) continue
          compared.add(sheet)
          compare(sheet, { styleId: styleIds.get(sheet) ?? 0 })
        }
      }
      owners.turn(owners.size, (id) => {
        if (mirror.getNode(id)?.isConnected !== true) return false
        const sheet = sheetOf(id)
        if (sheet) compare(sheet, { id })
        return true
      })
    },
  }
}

/** The rules of a sheet; null when it is of another origin and the browser keeps them to itself. */
function rulesOf(sheet: CSSStyleSheet): CSSRuleList | null {
  try {
    return sheet.cssRules
  } catch {
    return null
  }
}

/** A number that differs when the text of a rule does, with 2^53 possibilities; texts would double a page's styles in memory. */
function fingerprint({ cssText }: CSSRule): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let i = 0; i < cssText.length; i++) {
    const code = cssText.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0)
}

/** What lies between the common beginning and the common end. */
export function difference(before: number[], now: number[]): { start: number; removed: number; added: number } {
  let start = 0
  while (start < before.length && start < now.length && before[start] === now[start]) start++
  let end = 0
  while (
    end < before.length - start &&
    end < now.length - start &&
    before[before.length - 1 - end] === now[now.length - 1 - end]
  )
    end++
  return { start, removed: before.length - start - end, added: now.length - start - end }
}
