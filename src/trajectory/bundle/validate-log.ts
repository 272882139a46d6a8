import { fromEntryId } from '#trajectory/entry-id.ts'
import { parseEntry, type Entry } from '#trajectory/entry.ts'
import type { Header } from '#trajectory/header.ts'
import { StepSchema } from '#trajectory/step.ts'
import { createSummary } from '#trajectory/summary.ts'
import type { Upgrade } from '#trajectory/version.ts'
import { parseJson } from './json-depth.ts'
import { layout } from './layout.ts'
import { linesOf } from './lines.ts'
import type { Report } from './problem.ts'
import type { Zip } from './zip.ts'

/** A pointer from one entry to another, checked once all entries are known. */
interface Reference {
  line: number
  path: string
  id: string
}

/** The lines of a DOM stream that one `dom` entry speaks of. */
interface Segment {
  line: number
  firstLine: number
  lines: number
}

/** What was learnt from reading the log once. */
interface LogFacts {
  lineById: Map<string, number>
  numbersBySource: Map<string, number[]>
  segmentsByFile: Map<string, Segment[]>
  references: Reference[]
  counts: Header['counts']
  malformed: boolean
}

/** Checks the log and what hangs on it: sequences, references, DOM streams, screenshots, steps, the header's counts. */
export async function validateLog(
  zip: Zip,
  { header, upgrades }: { header: Header | undefined; upgrades: readonly Upgrade[] },
  report: Report,
): Promise<void> {
  if (!zip.has(layout.log)) {
    report({ code: 'missing-file', file: layout.log, message: 'every bundle has this file' })
    return
  }
  const facts = await readLog(zip, upgrades, report)
  // A line that could not be read may be the very entry that seems to be missing; its own problem is enough.
  if (!facts.malformed) {
    checkSequences(facts, report)
    if (header) checkCounts(header, facts, report)
  }
  for (const { line, path, id } of facts.references) {
    if (!facts.lineById.has(id)) {
      report({
        code: 'dangling-reference',
        file: layout.log,
        line,
        path,
        message: `names ${id}, which is not in the log`,
      })
    }
  }
  for (const [file, segments] of facts.segmentsByFile) await checkDom(zip, file, segments, report)
  await checkSteps(zip, facts.lineById, report)
}

async function readLog(zip: Zip, upgrades: readonly Upgrade[], report: Report): Promise<LogFacts> {
  const file = layout.log
  const lineById = new Map<string, number>()
  const numbersBySource = new Map<string, number[]>()
  const segmentsByFile = new Map<string, Segment[]>()
  const references: Reference[] = []
  const summary = createSummary()
  let lastAtMs = -Infinity
  let malformedLines = 0

  const complete = await eachLine(zip, file, report, (text, line) => {
    const entry = readEntry(text, line)
    if (!entry) {
      malformedLines += 1
      return
    }
    summary.add(entry)
    const before = lineById.get(entry.id)
    if (before === undefined) lineById.set(entry.id, line)
    else
      report({
        code: 'duplicate-entry',
        file,
        line,
        path: 'id',
        message: `${entry.id} already stands in line ${before}`,
      })
    const { sourceId, n } = fromEntryId(entry.id)
    push(numbersBySource, sourceId, n)
    if (entry.atMs < lastAtMs)
      report({ code: 'out-of-order', file, line, path: 'atMs', message: 'is earlier than the line before' })
    lastAtMs = Math.max(lastAtMs, entry.atMs)
    collect(entry, line)
  })
  return {
    lineById,
    numbersBySource,
    segmentsByFile,
    references,
    counts: summary.result().counts,
    malformed: malformedLines > 0 || !complete,
  }

  function readEntry(text: string, line: number): Entry | undefined {
    let json: unknown
    try {
      json = parseJson(text)
    } catch (error) {
      report({ code: 'malformed-line', file, line, message: messageOf(error) })
      return undefined
    }
    const parsed = parseEntry(upgrades.reduce((value, step) => step.entry(value), json as Record<string, unknown>))
    if ('entry' in parsed) return parsed.entry
    for (const problem of parsed.problems) report({ code: 'malformed-line', file, line, ...problem })
    return undefined
  }

  function collect(entry: Entry, line: number): void {
    if (entry.kind === 'action') {
      if (entry.observationId) references.push({ line, path: 'observationId', id: entry.observationId })
      const { causeId, editorIds = [] } = entry.attribution.evidence
      if (causeId) references.push({ line, path: 'attribution.evidence.causeId', id: causeId })
      for (const id of editorIds) references.push({ line, path: 'attribution.evidence.editorIds', id })
    }
    if (entry.kind === 'effect' && entry.causeId) references.push({ line, path: 'causeId', id: entry.causeId })
    if (entry.kind === 'signal' && entry.targetId) references.push({ line, path: 'targetId', id: entry.targetId })
    if (entry.kind === 'observation' && entry.screenshot && !zip.has(entry.screenshot.file)) {
      report({ code: 'missing-file', file: entry.screenshot.file, message: `named by ${file}:${line}` })
    }
    if (entry.kind === 'dom') push(segmentsByFile, entry.file, { line, firstLine: entry.firstLine, lines: entry.lines })
  }
}

function checkSequences({ numbersBySource, lineById }: LogFacts, report: Report): void {
  for (const [sourceId, numbers] of numbersBySource) {
    const sorted = [...new Set(numbers)].sort((a, b) => a - b)
    let expected = 1
    for (const n of sorted) {
      if (n !== expected) {
        const missing =
          n - expected === 1 ? `${sourceId}:${expected} is` : `${sourceId}:${expected} to ${sourceId}:${n - 1} are`
        const line = lineById.get(`${sourceId}:${n}`)
        report({
          code: 'hole-in-sequence',
          file: layout.log,
          ...(line === undefined ? {} : { line }),
          message: `${missing} missing before ${sourceId}:${n}`,
        })
      }
      expected = n + 1
    }
  }
}

/** Entries lost from the end of a source leave no hole; the header's counts know of them. */
function checkCounts(header: Header, { counts }: LogFacts, report: Report): void {
  for (const group of ['entries', 'actions'] as const) {
    const told = new Map(Object.entries(header.counts[group]))
    const found = new Map(Object.entries(counts[group]))
    for (const key of new Set([...told.keys(), ...found.keys()])) {
      const [says, has] = [told.get(key) ?? 0, found.get(key) ?? 0]
      if (says === has) continue
      report({
        code: 'wrong-count',
        file: layout.header,
        path: `counts.${group}.${key}`,
        message: `says ${says}, ${layout.log} has ${has}`,
      })
    }
  }
}

async function checkDom(zip: Zip, file: string, segments: Segment[], report: Report): Promise<void> {
  let upTo = 0
  for (const segment of segments.sort((a, b) => a.firstLine - b.firstLine)) {
    if (segment.firstLine !== upTo + 1) {
      const message = `begins at line ${segment.firstLine} of ${file}, expected ${upTo + 1}`
      report({ code: 'wrong-count', file: layout.log, line: segment.line, path: 'firstLine', message })
    }
    upTo = Math.max(upTo, segment.firstLine + segment.lines - 1)
  }
  if (!zip.has(file)) {
    report({ code: 'missing-file', file, message: `named by ${layout.log}:${segments[0]?.line ?? 0}` })
    return
  }
  let count = 0
  const complete = await eachLine(zip, file, report, (text, line) => {
    count = line
    try {
      JSON.parse(text)
    } catch (error) {
      report({ code: 'malformed-line', file, line, message: messageOf(error) })
    }
  })
  if (complete && count !== upTo)
    report({ code: 'wrong-count', file, message: `has ${count} lines, ${layout.log} speaks of ${upTo}` })
}

async function checkSteps(zip: Zip, lineById: Map<string, number>, report: Report): Promise<void> {
  const file = layout.steps
  if (!zip.has(file)) {
    report({ code: 'missing-file', file, message: 'every bundle has this file' })
    return
  }
  await eachLine(zip, file, report, (text, line) => {
    let json: unknown
    try {
      json = parseJson(text)
    } catch (error) {
      report({ code: 'malformed-line', file, line, message: messageOf(error) })
      return
    }
    const result = StepSchema.safeParse(json)
    if (!result.success) {
      for (const issue of result.error.issues)
        report({ code: 'malformed-line', file, line, path: issue.path.join('.'), message: issue.message })
      return
    }
    const { observationId, actionIds, effectIds, signalIds } = result.data
    for (const id of [...(observationId === null ? [] : [observationId]), ...actionIds, ...effectIds, ...signalIds]) {
      if (!lineById.has(id))
        report({ code: 'dangling-reference', file, line, message: `names ${id}, which is not in the log` })
    }
  })
}

/** Visits the lines of a file; false when it could not be read to its end. */
async function eachLine(
  zip: Zip,
  file: string,
  report: Report,
  visit: (text: string, line: number) => void,
): Promise<boolean> {
  try {
    for await (const line of linesOf(zip.read(file))) visit(line.text, line.number)
    return true
  } catch (error) {
    report({ code: 'unreadable-file', file, message: messageOf(error) })
    return false
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}
