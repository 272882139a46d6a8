import * as z from 'zod'
import type { Action } from './action.ts'
import type { AgentEntry } from './agent.ts'
import { ActorSchema } from './attribution.ts'
import { EntryIdSchema } from './entry-base.ts'
import type { Entry } from './entry.ts'
import { PolicySchema, UsageSchema } from './policy.ts'
import { serverChannel } from './server-channel.ts'
import { TargetSchema } from './target.ts'

/** A step is derived, never stored as truth: observation, the agent's reasoning, actions, effects and signals that belong together. */
export const StepSchema = z.strictObject({
  index: z.int().positive(),
  startAtMs: z.number(),
  endAtMs: z.number(),
  actor: ActorSchema,
  /** The observation from before the first action. */
  observationId: EntryIdSchema.nullable(),
  runId: z.string().nullable(),
  reasoning: z.string().nullable(),
  toolCall: z
    .strictObject({
      id: z.string(),
      name: z.string(),
      args: z.string(),
      result: z.string().nullable(),
      /** The element the agent said it was about to act on. */
      target: TargetSchema.optional(),
    })
    .nullable(),
  policy: PolicySchema.nullable(),
  usage: UsageSchema.nullable(),
  actionIds: z.array(EntryIdSchema),
  effectIds: z.array(EntryIdSchema),
  signalIds: z.array(EntryIdSchema),
})

export type Step = z.infer<typeof StepSchema>
type Draft = Omit<Step, 'index'>

/**
 * Derives the steps of a trajectory from its log in time order: one step per tool call of an agent, one per action
 * of anybody else. Reasoning and usage join the tool call they name; those that name none join the next one of their
 * run. Effects and signals join the step of the entry they name.
 */
export async function deriveSteps(log: AsyncIterable<Entry> | Iterable<Entry>): Promise<Step[]> {
  return (await derivePlacedSteps(log)).steps
}

/** The same, and the index of the step that each entry belongs to, also of agent entries, which a step does not name. */
export async function derivePlacedSteps(
  log: AsyncIterable<Entry> | Iterable<Entry>,
): Promise<{ steps: Step[]; indexOf: ReadonlyMap<string, number> }> {
  const reader = createStepReader()
  for await (const entry of log) reader.read(entry)
  const { named, indexOf } = reader.result()
  return { steps: named.map(({ step }) => step), indexOf }
}

/** A step, and the entry by which a signal can name it: its last action, or where its tool call begins. */
export interface NamedStep {
  step: Step
  entryId: string
}

/** What a log that may still be growing comes to: the same as of the whole log, as soon as all of it was read. */
export interface StepReader {
  read: (entry: Entry) => void
  result: () => { named: NamedStep[]; indexOf: ReadonlyMap<string, number> }
}

export function createStepReader(): StepReader {
  const calls = createCallReader()
  const followers: { id: string; about: string; list: 'effectIds' | 'signalIds' }[] = []
  const actions: Deed[] = []

  function read(entry: Entry): void {
    // The pointer's way to a step is no step.
    if (entry.kind === 'action' && entry.name !== 'pointer_path') actions.push(toDeed(entry))
    else if (entry.kind === 'effect' && entry.causeId)
      followers.push({ id: entry.id, about: entry.causeId, list: 'effectIds' })
    else if (entry.kind === 'signal' && entry.targetId)
      followers.push({ id: entry.id, about: entry.targetId, list: 'signalIds' })
    else if (entry.kind === 'agent') calls.read(entry)
  }

  function result(): ReturnType<StepReader['result']> {
    const { drafts, starts, byCall, byKin, byEntry, windows } = calls.result()
    // Copies: what joins here is found anew when more of the log is known.
    const copies = new Map(drafts.map((draft) => [draft, copyOf(draft)]))
    const all = [...copies.values()]
    const byAction = new Map<string, Draft>()
    // Actions last: a tool call begins before the actions it causes, but its entries travel another way.
    for (const action of actions) {
      const { callId } = action
      let call =
        callId !== undefined && action.actor !== 'human'
          ? (byCall.get(callKey(action.documentId, callId)) ??
            byCall.get(callKey(null, callId)) ??
            byKin.get(kinKey(action, callId)))
          : undefined
      // Agents announce asynchronously: an action may have been sent before its page had heard of the call.
      if (action.actor === 'agent') call ??= windows(action)
      let draft = call && copies.get(call)
      if (!draft) {
        draft = emptyDraft(action.atMs, action.actor)
        all.push(draft)
      }
      draft.actionIds.push(action.id)
      draft.observationId ??= action.observationId
      draft.endAtMs = Math.max(draft.endAtMs, action.endAtMs)
      byAction.set(action.id, draft)
    }
    for (const { id, about, list } of followers) {
      const call = byEntry.get(about)
      const draft = byAction.get(about) ?? (call && copies.get(call))
      draft?.[list].push(id)
    }
    const names = new Map(drafts.map((draft) => [copies.get(draft), starts.get(draft)]))
    all.sort((a, b) => a.startAtMs - b.startAtMs)
    const indexes = new Map(all.map((draft, i) => [draft, i + 1]))
    const indexOf = new Map<string, number>()
    const byId = [...[...byEntry].map(([id, call]) => [id, copies.get(call)] as const), ...byAction]
    for (const [id, draft] of byId) {
      const index = draft && indexes.get(draft)
      if (index !== undefined) indexOf.set(id, index)
    }
    const named = all.map((draft, i) => ({
      step: { index: i + 1, ...draft },
      entryId: draft.actionIds.at(-1) ?? names.get(draft) ?? '',
    }))
    return { named, indexOf }
  }

  return { read, result }
}

/** What a call causes may come this long after its end. */
const callTailMs = 120

/** What is kept of an action: a log of a hundred thousand must not be held whole. */
type Deed = Pick<Action, 'id' | 'atMs' | 'endAtMs' | 'actor' | 'documentId' | 'tabId' | 'origin' | 'observationId'> & {
  callId: string | undefined
}

function toDeed({
  id,
  atMs,
  endAtMs,
  actor,
  documentId,
  tabId,
  origin,
  observationId,
  attribution: { evidence },
}: Action): Deed {
  return { id, atMs, endAtMs, actor, documentId, tabId, origin, observationId, callId: evidence.toolCallId }
}

/** When a tool call was executing, and in which document. */
interface CallWindow {
  draft: Draft
  documentId: string | null
  fromMs: number
  toMs: number
}

/** Finds the last of these windows, which are in the order they were told, that holds an action. */
function windowFinder(windows: readonly CallWindow[]): (action: Deed) => Draft | undefined {
  const byDocument = new Map<string | null, { window: CallWindow; latestMs: number }[]>()
  for (const window of windows) {
    const list = byDocument.get(window.documentId) ?? []
    byDocument.set(window.documentId, list)
    list.push({ window, latestMs: Math.max(window.toMs, list.at(-1)?.latestMs ?? -Infinity) })
  }
  return ({ documentId, atMs }) => {
    const list = byDocument.get(documentId) ?? []
    for (let i = list.length - 1; i >= 0; i--) {
      const { window, latestMs } = list[i] ?? {}
      // None of those before lasted until then.
      if (!window || latestMs === undefined || latestMs + callTailMs < atMs) return undefined
      if (window.fromMs <= atMs && atMs <= window.toMs + callTailMs) return window.draft
    }
    return undefined
  }
}

interface Calls {
  windows: (action: Deed) => Draft | undefined
  drafts: Draft[]
  /** The entry that began each call. */
  starts: Map<Draft, string>
  byCall: Map<string, Draft>
  /** By tab and origin: agents reach into frames of their own origin. */
  byKin: Map<string, Draft>
  byEntry: Map<string, Draft>
}

/** A claim binds only its own document and frames of its origin; what another extension says belongs to none. */
function callKey(documentId: string | null, callId: string): string {
  return JSON.stringify([documentId, callId])
}

function kinKey({ tabId, origin }: Pick<Entry, 'tabId' | 'origin'>, callId: string): string {
  return JSON.stringify([tabId, origin, callId])
}

/** Folds agent entries into one draft per tool call. */
function createCallReader(): { read: (entry: AgentEntry) => void; result: () => Calls } {
  const windows: CallWindow[] = []
  const windowOf = new Map<Draft, CallWindow>()
  const drafts: Draft[] = []
  const starts = new Map<Draft, string>()
  const byCall = new Map<string, Draft>()
  const byKin = new Map<string, Draft>()
  const byEntry = new Map<string, Draft>()
  // Agents think before they call: what they say until then waits here, by tool call or by run.
  const waiting = new Map<string, AgentEntry[]>()
  const thoughts = new Map<Draft, Map<string, { channel: string; text: string }>>()
  /** Through which channel each call was told. */
  const tellers = new Map<Draft, string>()

  function read(entry: AgentEntry): void {
    const { event } = entry
    const callId = toolCallIdOf(event)
    const ownKey = callId === undefined ? undefined : callKey(entry.documentId, callId)
    const runKey = JSON.stringify([entry.documentId, entry.agent.instance, entry.runId])
    const known = ownKey === undefined ? undefined : byCall.get(ownKey)
    if (known && isRetold(tellers.get(known), entry.channel) && event.type === 'TOOL_CALL_START') {
      for (const earlier of waiting.get(runKey) ?? []) if (earlier.channel === entry.channel) join(known, earlier)
      const others = (waiting.get(runKey) ?? []).filter(({ channel }) => channel !== entry.channel)
      waiting.set(runKey, others)
    } else if (event.type === 'TOOL_CALL_START' && callId !== undefined && ownKey !== undefined) {
      const draft = emptyDraft(entry.atMs, 'agent')
      draft.runId = entry.runId
      draft.toolCall = { id: callId, name: text(event.toolCallName), args: '', result: null }
      if (entry.target) draft.toolCall.target = entry.target
      drafts.push(draft)
      starts.set(draft, entry.id)
      byCall.set(ownKey, draft)
      if (entry.origin !== null && entry.origin !== 'null') byKin.set(kinKey(entry, callId), draft)
      tellers.set(draft, entry.channel)
      for (const key of [ownKey, runKey]) {
        for (const earlier of waiting.get(key) ?? []) join(draft, earlier)
        waiting.delete(key)
      }
    }
    const draft = ownKey === undefined ? undefined : byCall.get(ownKey)
    if (draft) join(draft, entry)
    else if (callId !== undefined || isThought(event) || entry.policy || entry.usage) {
      const key = ownKey ?? runKey
      const list = waiting.get(key)
      if (list) list.push(entry)
      else waiting.set(key, [entry])
    }
  }

  function join(draft: Draft, entry: AgentEntry): void {
    const { event } = entry
    byEntry.set(entry.id, draft)
    draft.endAtMs = Math.max(draft.endAtMs, entry.atMs)
    if (draft.toolCall && !isRetold(tellers.get(draft), entry.channel)) {
      if (event.type === 'TOOL_CALL_END') {
        const window = { draft, documentId: entry.documentId, fromMs: entry.atMs, toMs: Infinity }
        windows.push(window)
        windowOf.set(draft, window)
      }
      const window = event.type === 'TOOL_CALL_RESULT' ? windowOf.get(draft) : undefined
      if (window) window.toMs = entry.atMs
      if (event.type === 'TOOL_CALL_ARGS') draft.toolCall.args += text(event.delta)
      if (event.type === 'TOOL_CALL_RESULT') draft.toolCall.result = text(event.content)
    }
    if (isThought(event)) {
      const messages = thoughts.get(draft) ?? new Map<string, { channel: string; text: string }>()
      const messageId = text(event.messageId)
      const message = messages.get(messageId) ?? { channel: entry.channel, text: '' }
      if (!isRetold(message.channel, entry.channel)) message.text += text(event.delta)
      messages.set(messageId, message)
      thoughts.set(draft, messages)
    }
    if (entry.policy) {
      // Told again by the agent: what was heard of it on its way says more.
      const again = entry.policy.responseId !== undefined && entry.policy.responseId === draft.policy?.responseId
      draft.policy = again ? { ...entry.policy, ...draft.policy } : entry.policy
      if (entry.usage) draft.usage = again ? { ...entry.usage, ...draft.usage } : entry.usage
    } else if (entry.usage) draft.usage = entry.usage
  }

  return {
    read,
    result() {
      for (const [draft, messages] of thoughts)
        draft.reasoning = [...messages.values()].map(({ text }) => text).join('\n\n')
      return { windows: windowFinder(windows), drafts, starts, byCall, byKin, byEntry }
    },
  }
}

/** A page may forward what a server says: then a call or a message is told twice, and the first one counts. */
function isRetold(first: string | undefined, channel: string): boolean {
  return first !== undefined && first !== channel && (serverChannel.test(first) || serverChannel.test(channel))
}

function isThought(event: AgentEntry['event']): boolean {
  return event.type === 'REASONING_MESSAGE_CONTENT' || event.type === 'REASONING_MESSAGE_CHUNK'
}

/** The tool call an AG-UI event is about: its own field, or what the adapter put into `metadata`. */
export function toolCallIdOf(event: Record<string, unknown>): string | undefined {
  if (typeof event.toolCallId === 'string') return event.toolCallId
  const metadata = event.metadata
  if (
    typeof metadata === 'object' &&
    metadata !== null &&
    'toolCallId' in metadata &&
    typeof metadata.toolCallId === 'string'
  ) {
    return metadata.toolCallId
  }
  return undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Lists are shared by none. */
function copyOf(draft: Draft): Draft {
  return {
    ...draft,
    toolCall: draft.toolCall && { ...draft.toolCall },
    actionIds: [...draft.actionIds],
    effectIds: [...draft.effectIds],
    signalIds: [...draft.signalIds],
  }
}

function emptyDraft(atMs: number, actor: Step['actor']): Draft {
  return {
    startAtMs: atMs,
    endAtMs: atMs,
    actor,
    observationId: null,
    runId: null,
    reasoning: null,
    toolCall: null,
    policy: null,
    usage: null,
    actionIds: [],
    effectIds: [],
    signalIds: [],
  }
}
