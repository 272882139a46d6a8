import { depthLimit, jsonDepth } from '#trajectory/bundle/json-depth.ts'
import {
  announcementChars,
  handOverEvent,
  tellMessages,
  type AgUiEvent,
  type Announcement,
} from '#agents/announcement.ts'
import type { DialogCall } from '#agents/dialogs.ts'
import { countOf, isRecord } from '#agents/json.ts'
import { isLossReason, type Losses, type LossReason } from '#agents/losses.ts'
import type { TokenBucket } from '#agents/token-bucket.ts'
import { fromPage, nowMs } from './clock.ts'

export interface AgentChannelOptions {
  bucket: TokenBucket
  losses: Losses
  onAnnouncement: (announcement: Announcement) => void
  onDialog: (dialog: DialogCall) => void
}

/** How a dialog's message begins: a flood of announcements must not drown what a person answered. */
const dialogStart = '{"dialog":'

/**
 * Hands one end of a message channel to the MAIN world, synchronously, before any page script runs. What comes back
 * is a claim of this page: checked for shape and size here, and again in the background.
 */
export function openAgentChannel({ bucket, losses, onAnnouncement, onDialog }: AgentChannelOptions): {
  /** Lets the other side tell messages to and from models; it keeps them to itself until then. */
  allowMessages: () => void
  close: () => void
} {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== 'string') return
    const refused = refusalOf(data)
    if (refused !== null) {
      losses.count(refused)
      return
    }
    const value = parse(data)
    const dialog = value && toDialog(value.dialog)
    const announcement = value && toAnnouncement(value)
    if (dialog) onDialog(dialog)
    else if (announcement) onAnnouncement(announcement)
    else if (isRecord(value?.lost)) countLost(value.lost)
    else losses.count('agent-malformed')
  }
  function countLost(lost: Record<string, unknown>): void {
    for (const [reason, times] of Object.entries(lost))
      if (isLossReason(reason)) losses.count(reason, '', countOf(times) ?? 1)
  }
  function refusalOf(text: string): LossReason | null {
    const metered = !text.startsWith(dialogStart)
    if (metered && !bucket.take(nowMs())) return 'agent-flood'
    if (text.length > announcementChars) return 'agent-oversized'
    return metered && !bucket.spend(text.length) ? 'agent-flood' : null
  }

  window.dispatchEvent(new MessageEvent(handOverEvent, { ports: [port2] }))
  return {
    allowMessages: () => port1.postMessage(tellMessages),
    close() {
      // This and leave to tell messages are all the orders that side takes.
      port1.postMessage('stop')
      setTimeout(() => port1.close(), 1000)
    },
  }
}

/** Sends all but the first away: the scripts may be put into a document twice, and one witness is enough. */
export function dismissSurplusWitness(): void {
  window.dispatchEvent(new MessageEvent(handOverEvent, { cancelable: true }))
}

function parse(text: string): Record<string, unknown> | null {
  // Deeper than the format allows, and than code that walks it can go.
  if (jsonDepth(text) > depthLimit - 10) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return isRecord(value) ? value : null
}

function toDialog(value: unknown): DialogCall | null {
  if (!isRecord(value)) return null
  const { atMs, endAtMs, dialog, message, accept, text } = value
  if (typeof atMs !== 'number' || typeof endAtMs !== 'number' || typeof message !== 'string') return null
  if (typeof accept !== 'boolean' || (dialog !== 'alert' && dialog !== 'confirm' && dialog !== 'prompt')) return null
  return {
    atMs: fromPage(atMs),
    endAtMs: fromPage(endAtMs),
    dialog,
    message,
    accept,
    text: typeof text === 'string' ? text : null,
  }
}

function toAnnouncement(value: Record<string, unknown>): Announcement | null {
  if (!isRecord(value.agent) || !isRecord(value.event)) return null
  const { atMs, agent, channel, runId, event, policy, usage, request } = value
  if (typeof atMs !== 'number' || typeof channel !== 'string' || typeof event.type !== 'string') return null
  if (typeof agent.name !== 'string' || typeof agent.instance !== 'string') return null
  return {
    atMs: fromPage(atMs),
    channel,
    agent: {
      name: agent.name,
      version: typeof agent.version === 'string' ? agent.version : null,
      instance: agent.instance,
    },
    runId: typeof runId === 'string' ? runId : null,
    event: event as AgUiEvent,
    ...(isRecord(policy) ? { policy } : {}),
    ...(isRecord(usage) ? { usage } : {}),
    ...(isRecord(request)
      ? { request: { ...request, atMs: fromPage(Number(request.atMs)) } as Announcement['request'] & object }
      : {}),
  }
}
