import { isAgUiEvent, isAgUiType } from '#trajectory/ag-ui-event.ts'
import { depthLimit, jsonDepth } from '#trajectory/bundle/json-depth.ts'
import type { AgentName } from '#trajectory/agent.ts'
import { announcementChars, type AgUiEvent, type Announcement } from './announcement.ts'
import { readLlmCall } from './llm-call.ts'
import { isRecord } from './json.ts'
import type { Losses } from './losses.ts'
import { createSequence, type Sequence } from './sequence.ts'
import { toReasoning } from './thinking.ts'
import type { TokenBucket } from './token-bucket.ts'

/** Agents that one document may have; each has a memory here. */
const agentLimit = 64
/** Runs and tool calls whose owner is remembered. */
const ownedLimit = 2000
const longestName = 200

const envelopeFields = new Set(['v', 'src', 'seq', 'event'])
const agentFields = new Set(['name', 'version', 'instance'])
/** What the browser says of a sender; one that says it itself wants to be somebody else. */
const stampedFields = new Set(['origin', 'tabId', 'frameId', 'documentId', 'provenance', 'isTrusted', 'extensionId'])

/** An announcement that was let in. */
export interface Admitted {
  announcement: Announcement
  /** Fields left out because nobody knows that they hold no secret. */
  unlisted: number
}

export interface IntakeOptions {
  /** How announcements get here, with the version of this reader: `agui-event@1`. */
  channel: string
  /** Agents may have been heard by nobody for a while. */
  late: boolean
  bucket: TokenBucket
  losses: Losses
}

/**
 * Reads what strangers announce: `{v: 1, src: {name, version, instance}, seq, event}` as JSON. What is too much, too
 * long, malformed, out of order or forged is counted and left out. It neither throws nor uses anything but text.
 */
export interface Intake {
  /** `getText` is asked only when there is room for one more. */
  read: (getText: () => unknown, atMs: number) => Admitted | null
  /** Runs and calls of an agent that is heard in another way: nobody else may speak for them. */
  claim: (announcement: Announcement) => void
}

interface Agent {
  key: string
  name: AgentName
  sequence: Sequence
  /** The run it began last and has not ended. */
  runId: string | null
  thinking: { count: number; messageId: string | null }
  /** Announcements that were left unread when it was last heard: those since explain a hole. */
  unreadBefore: number
}

interface Owned {
  key: string
  runId: string | null
}

export function createIntake({ channel, late, bucket, losses }: IntakeOptions): Intake {
  const agents = new Map<string, Agent>()
  const runs = new Map<string, Owned>()
  const calls = new Map<string, Owned>()
  /** Announcements of which not even the number was read. */
  let unread = 0

  function envelopeOf(getText: () => unknown, atMs: number): Record<string, unknown> | null {
    if (!bucket.take(atMs)) return refuse('agent-flood')
    const text = getText()
    if (typeof text !== 'string') return refuse('agent-malformed', 'no text')
    if (text.length > announcementChars) return refuse('agent-oversized')
    if (!bucket.spend(text.length)) return refuse('agent-flood')
    // Entries have a few levels around it.
    if (jsonDepth(text) > depthLimit - 10) return refuse('agent-malformed', 'nested too deep')
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return refuse('agent-malformed', 'no JSON')
    }
    return isRecord(value) ? value : refuse('agent-malformed', 'no object')
  }

  function refuse(reason: Parameters<Losses['count']>[0], cause?: string): null {
    losses.count(reason, cause)
    return null
  }

  function agentOf(src: unknown): Agent | null {
    const name = toAgentName(src)
    if (!name) return refuse('agent-malformed', 'no agent named')
    const key = agentKey(channel, name)
    const known = agents.get(key)
    if (known) return known
    if (agents.size >= agentLimit) return refuse('agent-flood', 'too many agents')
    const agent: Agent = {
      key,
      name,
      sequence: createSequence(late),
      runId: null,
      thinking: { count: 0, messageId: null },
      unreadBefore: 0,
    }
    agents.set(key, agent)
    return agent
  }

  /** Whether this agent may speak of this run or call; from now on nobody else may. */
  function own(owned: Map<string, Owned>, id: string | undefined, { key, runId }: Agent, what: string): boolean {
    if (id === undefined) return true
    const owner = owned.get(id)
    if (owner?.key === key) return true
    if (owner) losses.count('agent-forged', `${what} of another agent`)
    else if (remember(owned, id, { key, runId })) return true
    else losses.count('agent-flood', `too many ${what}s`)
    return false
  }

  /** What can be known of an announcement before its event is looked at. */
  function addressed(getText: () => unknown, atMs: number): { agent: Agent; seq: number; stated: AgUiEvent } | null {
    const envelope = envelopeOf(getText, atMs)
    if (!envelope) return null
    const fields = Object.keys(envelope)
    if (fields.some((field) => stampedFields.has(field))) return refuse('agent-forged', 'says where it comes from')
    if (envelope.v !== 1) return refuse('agent-malformed', 'not version 1')
    if (fields.some((field) => !envelopeFields.has(field))) return refuse('agent-malformed', 'unknown field')
    const { seq, event: stated } = envelope
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return refuse('agent-malformed', 'no number')
    if (!isRecord(stated) || typeof stated.type !== 'string') return refuse('agent-malformed', 'no event')
    const agent = agentOf(envelope.src)
    return agent && { agent, seq, stated: stated as AgUiEvent }
  }

  function read(getText: () => unknown, atMs: number): Admitted | null {
    const letter = addressed(getText, atMs)
    if (!letter) {
      unread += 1
      return null
    }
    const { agent, seq, stated } = letter
    const place = agent.sequence.take(seq)
    if (place === 'again') return refuse('agent-out-of-order', 'came twice')
    // A hole that was torn here is told already.
    if (place.irregular && agent.unreadBefore === unread) losses.count('agent-out-of-order', 'hole')
    agent.unreadBefore = unread

    const event = toReasoning(stated, agent.name.instance, agent.thinking) ?? stated
    if (!isAgUiType(event.type)) return refuse('agent-forged', 'no event of AG-UI 1.0')
    if (!isAgUiEvent(event)) return refuse('agent-malformed', 'event lacks a field')
    const runId = runOf(event, agent)
    if (!own(runs, runId ?? undefined, agent, 'run')) return null
    const toolCallId = typeof event.toolCallId === 'string' ? event.toolCallId : undefined
    if (!own(calls, toolCallId, agent, 'tool call')) return null

    if (event.type === 'RUN_STARTED') agent.runId = runId
    if ((event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR') && agent.runId === runId) agent.runId = null
    const { unlisted, ...inference } = inferenceOf(event)
    return {
      unlisted,
      announcement: {
        atMs,
        agent: agent.name,
        channel,
        runId,
        event,
        seq,
        ...(place.missing > 0 ? { seqGap: place.missing } : {}),
        ...inference,
      },
    }
  }

  /** The run an event belongs to: its own word, its tool call's run, or the one its agent is in. */
  function runOf(event: AgUiEvent, agent: Agent): string | null {
    if (typeof event.runId === 'string') return event.runId
    if (isRecord(event.metadata) && typeof event.metadata.runId === 'string') return event.metadata.runId
    const call = typeof event.toolCallId === 'string' ? calls.get(event.toolCallId) : undefined
    return call?.key === agent.key ? call.runId : agent.runId
  }

  return {
    read,
    claim({ channel, agent, runId, event }) {
      const owner = { key: agentKey(channel, agent), runId }
      if (runId !== null) remember(runs, runId, owner)
      if (typeof event.toolCallId === 'string') remember(calls, event.toolCallId, owner)
    },
  }
}

/** One text per agent and way of hearing it. */
export function agentKey(channel: string, { name, version, instance }: AgentName): string {
  return JSON.stringify([channel, name, version, instance])
}

function toAgentName(src: unknown): AgentName | null {
  if (!isRecord(src) || Object.keys(src).some((field) => !agentFields.has(field))) return null
  const { name, version = null, instance } = src
  if (!isName(name) || !isName(instance) || !(version === null || isName(version))) return null
  return { name, version, instance }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestName
}

/** Policy and usage of an event that reports an inference; what it says beside them is left out of the event. */
function inferenceOf(event: AgUiEvent): Pick<Announcement, 'policy' | 'usage'> & { unlisted: number } {
  if (event.type !== 'CUSTOM' || event.name !== 'recorder.llm_call') return { unlisted: 0 }
  const { value, policy, usage, unlisted } = readLlmCall(event.value)
  event.value = value
  // Some agents send the provider's own event along, and that holds everything.
  delete event.rawEvent
  return { policy, usage, unlisted }
}

/**
 * Whether there was room. An agent's own oldest id makes room for its newest; those of others stay, or whoever makes up
 * enough ids could then speak for them.
 */
function remember(owned: Map<string, Owned>, id: string, owner: Owned): boolean {
  if (!owned.has(id) && owned.size >= ownedLimit) {
    const [oldest] = [...owned].find(([, { key }]) => key === owner.key) ?? []
    if (oldest === undefined) return false
    owned.delete(oldest)
  }
  owned.set(id, owner)
  return true
}
