import {
  bridgeChannel,
  mcpBChannel,
  unknownAgent,
  webMcpChannel,
  type AgUiEvent,
  type Announcement,
} from '#agents/announcement.ts'
import type { DialogCall } from '#agents/dialogs.ts'
import { agentKey, createIntake } from '#agents/intake.ts'
import { createLosses, toLoss } from '#agents/losses.ts'
import { browserUseLogChannel, browserUseLogEvent } from '#agents/markers.ts'
import { createTokenBucket, documentAllowance } from '#agents/token-bucket.ts'
import type { Acting, AgentDeclared, AgentElsewhere } from '#messages/delivery.ts'
import { serverChannel } from '#trajectory/server-channel.ts'
import type { Target } from '#trajectory/target.ts'
import { openAgentBridge } from './agent-bridge.ts'
import { openAgentChannel } from './agent-channel.ts'
import type { AgentWindows } from './agent-windows.ts'
import { createAnnouncementHold } from './announcement-hold.ts'
import { eventTimeMs, nowMs } from './clock.ts'
import { withoutMessages } from './model-messages.ts'
import type { EntryDraft } from './outbox.ts'
import { pendingCallsOf } from './pending-calls.ts'
import type { Facts, FieldContent } from './reading.ts'
import type { ShadowRoots } from './shadow-roots.ts'
import { watchWebMcp } from './web-mcp.ts'

export interface AgentHearingOptions {
  windows: AgentWindows
  shadowRoots: ShadowRoots
  signal: AbortSignal
  /** The document was there before the recorder. */
  late: boolean
  add: (make: () => EntryDraft, redacted?: Record<string, number>) => void
  describe: (element: Element) => Target
  /** What a field holds, as it may be recorded. */
  content: (field: Element) => FieldContent
  /** The rule by which a field's value is masked; null for other elements. */
  secretRule: (element: Element) => string | null
  onDialog: (dialog: DialogCall) => void
  /** What frames of the same origin should know, because the agent may act in them. */
  onActing: (acting: Omit<Acting, 'type'>) => void
  /** The run of an agent known by its marks alone, while it acts. */
  markedRunOf: (agent: string) => string | null
}

/** Everything that agents say in this document, by whatever way, on its way into the log. */
export interface AgentHearing {
  /** Whether the witness has heard this agent here. */
  hears: (agent: string) => boolean
  /** Lets go what is held back. */
  flush: () => void
  /** The document is about to go: nothing that runs in it will end. */
  leave: () => void
  /** An agent in another extension or frame acts here; what it says is recorded there. */
  hearElsewhere: (said: AgentElsewhere) => void
  /** Every event that sensors read. */
  see: (event: Event, facts: Facts) => void
  /** Whoever drives the browser declares what its agent does here. */
  hearDeclared: (declared: AgentDeclared) => void
  /** The person allowed messages to and from models; they are neither told nor taken until then. */
  allowMessages: () => void
  close: () => void
}

/** The browser does not say for whom it calls a tool. */
const browserAgent = unknownAgent('browser')

type OpenCall = Pick<Announcement, 'agent' | 'channel' | 'runId'> & { key: string; toolCallId: string }

const browserUse = 'browser-use'

/** Open calls remembered; a page may begin any number and end none. */
const openCallLimit = 200

/** What is said, with what the recorder knows of it. */
interface Said extends Announcement {
  target?: Target
  provenance?: 'inferred' | 'observed' | 'declared'
  corroborated?: ('dom' | 'webmcp')[]
}

export function hearAgents(options: AgentHearingOptions): AgentHearing {
  const { windows, late, add, describe, secretRule } = options
  const losses = createLosses()
  /** Calls without a result, by agent and id. */
  const openCalls = new Map<string, OpenCall>()
  const redactions = new WeakMap<Announcement, Record<string, number>>()
  let latest: Said | null = null
  /** What browser-use has shown here; it counts nothing itself. */
  let browserUseLogs = 0
  const witnessed = new Set<string>()
  let mayTellMessages = false

  const hold = createAnnouncementHold((announcement: Said) => {
    const { corroborated = [], ...said } = announcement
    add(
      () => ({
        kind: 'agent',
        provenance: 'claimed',
        ...said,
        // Pointed at later, when the event has come to where it was dispatched.
        ...(announcement.target ? { target: announcement.target } : {}),
        ...(late ? { late } : {}),
        ...(corroborated.length > 0 ? { corroboratedBy: corroborated } : {}),
      }),
      redactions.get(announcement),
    )
  })

  function take(said: Said, announced: boolean, browser?: true): void {
    const { event, atMs, agent, channel, runId } = said
    const key = agentKey(channel, agent)
    const speaker = { key, announced, runId, ...(browser ? { browser } : {}) }
    if (windows.hear(event, atMs, speaker).acted) (said.corroborated ??= []).push('dom')
    follow(said, key)
    const deed = deedOf(event)
    // Whoever announces itself does so in the frame it acts in.
    if (deed && !announced) options.onActing({ atMs, key, runId, event: deed })
    hold.take(said)
  }

  function follow(said: Said, key: string): void {
    const { type, toolCallId } = said.event
    if (type === 'RUN_FINISHED' || type === 'RUN_ERROR') {
      const pending = pendingCallsOf(said.event)
      for (const [id, call] of openCalls)
        if (call.key === key && call.runId === said.runId && !pending.includes(call.toolCallId)) openCalls.delete(id)
    } else if (typeof toolCallId !== 'string') return
    else if (type === 'TOOL_CALL_RESULT') openCalls.delete(key + toolCallId)
    else if (type === 'TOOL_CALL_START' || type === 'TOOL_CALL_CHUNK') {
      const { agent, channel, runId } = said
      openCalls.set(key + toolCallId, { key, toolCallId, agent, channel, runId })
      const [oldest] = openCalls.keys()
      if (openCalls.size > openCallLimit && oldest !== undefined) openCalls.delete(oldest)
    }
  }

  /** Tells of every kind of loss once. */
  function tellLosses(): void {
    for (const tally of losses.take()) {
      const atMs = nowMs()
      add(() => ({ kind: 'gap', atMs, provenance: 'observed', ...toLoss(tally), url: location.href }))
    }
  }

  const intake = createIntake({
    channel: bridgeChannel,
    late,
    bucket: createTokenBucket(documentAllowance),
    losses,
  })
  openAgentBridge({
    shadowRoots: options.shadowRoots,
    signal: options.signal,
    intake,
    onHeard({ announcement, unlisted, element }) {
      latest = announcement
      if (unlisted > 0) redactions.set(announcement, { 'unlisted-field': unlisted })
      if (element && isAboutCall(announcement.event)) pointAt(announcement, element)
      take(announcement, true)
    },
    onDeeper(element) {
      if (latest && isAboutCall(latest.event)) pointAt(latest, element)
    },
  })

  function pointAt(said: Said, element: Element): void {
    const rule = secretRule(element)
    const { event } = said
    // The agent may not know what it types into.
    if (rule !== null && typeof event.delta === 'string') {
      event.delta = ''
      redactions.set(said, { [rule]: 1 })
    }
    if (event.type === 'TOOL_CALL_START' || event.type === 'TOOL_CALL_CHUNK') said.target = describe(element)
  }

  const channel = openAgentChannel({
    bucket: createTokenBucket(documentAllowance),
    losses,
    onDialog: options.onDialog,
    onAnnouncement(announcement) {
      if (!serverChannel.test(announcement.channel)) {
        intake.claim(announcement)
        witnessed.add(announcement.agent.name)
      }
      if (announcement.channel === webMcpChannel) hearTool(announcement)
      else take(mayTellMessages ? announcement : withoutMessages(announcement), announcement.channel === mcpBChannel)
    },
  })

  options.shadowRoots.listen(browserUseLogEvent, (event) => {
    const admitted = intake.read(() => {
      const { message, level } = ((event as CustomEvent).detail ?? {}) as Record<string, unknown>
      return toEnvelope(message, level, ++browserUseLogs, options.markedRunOf(browserUse))
    }, eventTimeMs(event))
    if (admitted) take({ ...admitted.announcement, channel: browserUseLogChannel }, true)
  })

  const webMcp = watchWebMcp({
    signal: options.signal,
    content: options.content,
    say({ event, atMs, form, redacted, inferred, byBrowser }) {
      const said: Said = {
        atMs,
        agent: browserAgent,
        channel: webMcpChannel,
        runId: null,
        event,
        provenance: 'observed',
      }
      if (inferred) said.provenance = 'inferred'
      if (form) said.target = describe(form)
      if (redacted) redactions.set(said, redacted)
      intake.claim(said)
      // Of a call that was only begun before the browser's eyes, nobody knows what belongs to it.
      take(said, !byBrowser, byBrowser)
    },
  })

  /** Calls that the browser told of, as the page's side tells of them. */
  const seen = new Set<unknown>()

  function hearTool(said: Said): void {
    const { toolCallId, toolCallName, type } = said.event
    if (type === 'TOOL_CALL_START' && webMcp.claim(toolCallName)) seen.add(toolCallId)
    const [oldest] = seen
    if (seen.size > openCallLimit) seen.delete(oldest)
    const isSeen = seen.has(toolCallId)
    if (isSeen) said.corroborated = ['webmcp']
    if (type === 'TOOL_CALL_RESULT') seen.delete(toolCallId)
    take(said, !isSeen)
  }

  return {
    hears: (agent) => witnessed.has(agent),
    flush: () => hold.flush(),
    see: webMcp.see,
    leave() {
      for (const call of [...openCalls.values()]) take(navigated(call), call.channel === bridgeChannel)
      hold.flush()
      tellLosses()
    },
    hearElsewhere({ event, atMs, key, runId }) {
      windows.hear(event, atMs, { key, announced: false, runId })
    },
    hearDeclared({ said, write }) {
      // By this document's own clock: the driver waits until this is heard, then acts.
      const atMs = nowMs()
      for (const { key, runId, event } of said)
        windows.hear(event, atMs, { key, announced: false, runId, declared: true })
      for (const { redacted, ...event } of write) {
        const announcement: Said = { ...event, provenance: 'declared' }
        if (redacted) redactions.set(announcement, redacted)
        hold.take(announcement)
      }
    },
    allowMessages() {
      if (mayTellMessages) return
      mayTellMessages = true
      channel.allowMessages()
    },
    close() {
      hold.flush()
      tellLosses()
      channel.close()
    },
  }
}

function isAboutCall({ type }: AgUiEvent): boolean {
  return type.startsWith('TOOL_CALL_')
}

/** What browser-use shows of its mind, as an announcement; none of what is no text. */
function toEnvelope(message: unknown, level: unknown, seq: number, runId: string | null): unknown {
  if (typeof message !== 'string') return null
  const thought = level === 'thought'
  const event = thought
    ? { type: 'REASONING_MESSAGE_CHUNK', messageId: `${browserUseLogEvent}:${seq}`, delta: message }
    : { type: 'RAW', source: browserUse, event: { message, level } }
  const src = { name: browserUse, instance: browserUseLogEvent }
  return JSON.stringify({ v: 1, src, seq, event: { ...event, ...(runId === null ? {} : { metadata: { runId } }) } })
}

/** What opens or closes a window, without its words. A call that waits for a person does nothing more. */
function deedOf({ type, runId, toolCallId, name, value }: AgUiEvent): Acting['event'] | null {
  if (name === 'recorder.interrupt') {
    const asking = (value as { toolCallId?: unknown } | null | undefined)?.toolCallId
    return typeof asking === 'string' ? { type: 'TOOL_CALL_RESULT', toolCallId: asking } : null
  }
  if (!/^(?:RUN_|TOOL_CALL_(?:END|RESULT))/.test(type)) return null
  return {
    type,
    ...(typeof runId === 'string' ? { runId } : {}),
    ...(typeof toolCallId === 'string' ? { toolCallId } : {}),
  }
}

/** The result of a call that can have none any more. */
function navigated({ toolCallId, agent, channel, runId }: OpenCall): Said {
  return {
    atMs: nowMs(),
    agent,
    channel,
    runId,
    provenance: 'inferred',
    event: {
      type: 'TOOL_CALL_RESULT',
      toolCallId,
      messageId: `${toolCallId}:navigated`,
      role: 'tool',
      content: 'the page was left before the call ended',
      metadata: { ok: false, error: 'navigated' },
    },
  }
}
