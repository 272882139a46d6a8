import type { FollowedEntry, Replies, Request } from '#messages/table.ts'
import type { CairnDatabase, EntryRow } from '#storage/database.ts'
import { entriesAfter, lastOfKind, pageOfKind, storedThrough } from '#storage/log.ts'
import type { Action } from '#trajectory/action.ts'
import type { AgentEntry } from '#trajectory/agent.ts'

/** Entries per answer: more are hardly faster, and the page that reads them should stay awake. */
const pageEntries = 1000
/** So much of the end fills the list and more, also where an agent says ten things for each it does. */
const endEntries = { agent: 400, action: 80, signal: 80 } as const
/** Longer texts are cut: what follows the log shows lines, not documents. */
const textChars = 2000
const nameChars = 120

/** What agents say that shows in a step, or that says how a run goes. */
const shownEvents = new Set([
  'RUN_STARTED',
  'RUN_FINISHED',
  'RUN_ERROR',
  'REASONING_MESSAGE_CONTENT',
  'REASONING_MESSAGE_CHUNK',
  'TOOL_CALL_START',
  'TOOL_CALL_ARGS',
  'TOOL_CALL_END',
  'TOOL_CALL_RESULT',
])

/** The last of everything that steps are made of. */
export async function readEnd(database: CairnDatabase, trajectoryId: string): Promise<Replies['log.end']> {
  const kinds = ['agent', 'action', 'signal'] as const
  const ends = await Promise.all(
    kinds.map((kind) => lastOfKind(database, trajectoryId, { kind, limit: endEntries[kind] })),
  )
  return { entries: ends.flat().flatMap(toFollowed) }
}

/** A page of what was there before. */
export async function readPage(
  database: CairnDatabase,
  { trajectoryId, kind, fromMs }: Request<'log.page'>,
): Promise<Replies['log.page']> {
  const { entries, nextMs } = await pageOfKind(database, trajectoryId, {
    kind,
    fromMs: fromMs ?? -Infinity,
    limit: pageEntries,
  })
  return { entries: entries.flatMap(toFollowed), nextMs }
}

/** What came since, source by source. */
export async function readSince(
  database: CairnDatabase,
  { trajectoryId, through }: Request<'log.since'>,
): Promise<Replies['log.since']> {
  const now = await storedThrough(database, trajectoryId)
  const reached = { ...through }
  const entries: FollowedEntry[] = []
  let left = pageEntries
  for (const [sourceId, lastN] of Object.entries(now)) {
    const afterN = through[sourceId] ?? 0
    if (lastN <= afterN) continue
    if (left === 0) return { entries, through: reached, more: true }
    const rows = await entriesAfter(database, trajectoryId, { sourceId, afterN, limit: left })
    left -= rows.length
    reached[sourceId] = rows.at(-1)?.n ?? lastN
    for (const { entry } of rows) entries.push(...toFollowed(entry))
  }
  return { entries, through: reached, more: left === 0 }
}

/** One entry without what nobody who follows the log looks at; nothing for what is not shown at all. */
export function toFollowed(entry: EntryRow['entry']): FollowedEntry[] {
  switch (entry.kind) {
    case 'action':
      return [actionOf(entry)]
    case 'agent':
      return isShown(entry) ? [{ ...entry, event: eventOf(entry) }] : []
    case 'signal':
    case 'outcome':
    case 'gap':
      return [entry]
    case 'effect':
    case 'observation':
    case 'dom':
      return []
    default:
      return entry satisfies never
  }
}

function isShown({ event, policy, usage }: AgentEntry): boolean {
  return shownEvents.has(event.type) || policy !== undefined || usage !== undefined
}

function actionOf(action: Action): FollowedEntry {
  const { target, attribution } = action
  const { toolCallId } = attribution.evidence
  return {
    ...cut(action),
    moments: [],
    attribution: { ...attribution, evidence: toolCallId === undefined ? {} : { toolCallId } },
    target: target && { ...target, text: target.text.slice(0, nameChars), selectors: [], attributes: {} },
  }
}

function eventOf({ event }: AgentEntry): AgentEntry['event'] {
  const { input: _, rawEvent: __, ...rest } = event
  return cut<AgentEntry['event']>(rest)
}

/** The same value with every text at most `textChars` long. */
function cut<T>(value: T): T {
  return shortened(value) as T
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.length > textChars ? `${value.slice(0, textChars)}…` : value
  if (Array.isArray(value)) return value.map(shortened)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item)]))
}
