import type { Announcement } from '#agents/announcement.ts'
import { agentKey, createIntake, type Admitted, type Intake } from '#agents/intake.ts'
import { createLosses } from '#agents/losses.ts'
import { createTokenBucket, documentAllowance } from '#agents/token-bucket.ts'
import { browser, type Runtime } from '#platform/browser.ts'
import { createRedactor } from '#redaction/redactor.ts'
import { getSettings } from '#settings/settings.ts'
import { appendEntries, backgroundSourceId, backgroundSource, type Unnumbered } from '#storage/log.ts'
import { AgUiEventSchema } from '#trajectory/ag-ui-schema.ts'
import { toEntryId } from '#trajectory/entry-id.ts'
import { forbiddenPage } from './content-scripts.ts'
import type { BackgroundContext } from './context.ts'
import { rememberExtensionLosses } from './extension-losses.ts'
import { hashOpaqueValues } from './opaque-values.ts'
import type { Ports } from './ports.ts'
import { liveRecording } from './recording.ts'

/** Channel of what other extensions send, with the version of its reader. */
const channel = 'extension@1'

/** Messages that wait to be looked at; what comes beyond that is a flood. */
const inboxLimit = 2000

interface Letter {
  extensionId: string
  atMs: number
  envelope: unknown
}

type AgentDraft = Extract<Unnumbered, { kind: 'agent' }>

/**
 * Hears agents that live in other extensions and send `{agui: envelope}`. The browser vouches for who sends it; a person
 * must have allowed that extension. Nothing is answered: an extension learns nothing about a recording.
 */
export function listenToExtensions(context: BackgroundContext, ports: Ports): void {
  let inbox: Letter[] = []
  let draining = false
  /** One memory per extension, for one recording. A worker that comes back reads on in the middle. */
  let intakes = new Map<string, Intake>()
  let trajectoryId = ''
  const losses = createLosses()

  browser.runtime.onMessageExternal.addListener((message: unknown, { id }: Runtime.MessageSender) => {
    if (id === undefined || typeof message !== 'object' || message === null || !('agui' in message)) return undefined
    if (inbox.length >= inboxLimit) losses.count('agent-flood', id)
    else inbox.push({ extensionId: id, atMs: Date.now(), envelope: message.agui })
    if (!draining) {
      draining = true
      context.track(drain().finally(() => (draining = false)))
    }
    return undefined
  })

  async function drain(): Promise<void> {
    const database = await context.writable()
    while (inbox.length > 0) {
      const letters = inbox
      inbox = []
      const live = await liveRecording(database)
      if (!live) {
        losses.take()
        continue
      }
      if (live.trajectoryId !== trajectoryId) {
        trajectoryId = live.trajectoryId
        intakes = new Map()
      }
      const { agentExtensions } = await getSettings()
      const drafts: AgentDraft[] = []
      for (const letter of letters) {
        if (!agentExtensions.includes(letter.extensionId)) losses.count('agent-refused', letter.extensionId)
        else {
          const draft = await open(letter)
          if (draft) drafts.push(draft)
        }
      }
      if (drafts.length > 0)
        await appendEntries(database, trajectoryId, backgroundSource, backgroundSourceId, (nextN) =>
          drafts.map((draft, i) => ({ entry: { ...draft, id: toEntryId(backgroundSourceId, nextN + i) } })),
        )
      await rememberExtensionLosses(trajectoryId, losses.take())
    }
  }

  async function open({ extensionId, atMs, envelope }: Letter): Promise<AgentDraft | null> {
    const intake =
      intakes.get(extensionId) ??
      createIntake({ channel, late: true, bucket: createTokenBucket(documentAllowance), losses })
    intakes.set(extensionId, intake)
    const { tabId, rest } = addressOf(envelope)
    const admitted = intake.read(() => textOf(rest), atMs)
    if (!admitted) return null
    if (!AgUiEventSchema.safeParse(admitted.announcement.event).success) {
      losses.count('agent-malformed', 'event lacks a field')
      return null
    }
    const tab = await tabOf(tabId)
    if (tab === 'none such') {
      losses.count('agent-forged', 'names a tab that is not recorded')
      return null
    }
    if (tab !== null) forward(tab, extensionId, admitted.announcement)
    return toDraft(admitted, extensionId, tab)
  }

  /** The tab's frames must know when the agent acts, to tell its input from that of scripts. */
  function forward(tabId: number, extensionId: string, { atMs, agent, runId, event }: Announcement): void {
    const { type, toolCallId } = event
    if (!/^(?:RUN_|TOOL_CALL_(?:END|RESULT))/.test(type)) return
    ports.tell(tabId, {
      type: 'agent',
      atMs,
      key: `${extensionId} ${agentKey(channel, agent)}`,
      runId,
      event: {
        type,
        ...(runId === null ? {} : { runId }),
        ...(typeof toolCallId === 'string' ? { toolCallId } : {}),
      },
    })
  }
}

/** Takes the tab out of the envelope: in a page's announcement it would be a forgery. */
function addressOf(envelope: unknown): { tabId: unknown; rest: unknown } {
  if (typeof envelope !== 'object' || envelope === null || !('tabId' in envelope))
    return { tabId: undefined, rest: envelope }
  const { tabId, ...rest } = envelope
  return { tabId, rest }
}

function textOf(envelope: unknown): unknown {
  try {
    return typeof envelope === 'string' ? envelope : JSON.stringify(envelope)
  } catch {
    // What cannot be written as JSON is none.
    return undefined
  }
}

/** The tab an announcement is about: the one it names, else the one in front; null when that is none that is recorded. */
async function tabOf(stated: unknown): Promise<number | null | 'none such'> {
  if (stated !== undefined && stated !== null) {
    const tab = typeof stated === 'number' ? await browser.tabs.get(stated).catch(() => null) : null
    return tab?.id !== undefined && forbiddenPage(tab.url ?? '') === null ? tab.id : 'none such'
  }
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true })
  return tab?.id !== undefined && forbiddenPage(tab.url ?? '') === null ? tab.id : null
}

function toDraft({ announcement, unlisted }: Admitted, extensionId: string, tabId: number | null): AgentDraft {
  const draft: AgentDraft = {
    kind: 'agent',
    provenance: 'claimed',
    ...hashOpaqueValues(announcement),
    extensionId,
    tabId,
    frameId: null,
    documentId: null,
    // A Firefox extension's origin is an id of this very installation.
    origin: null,
  }
  const { value, redacted } = createRedactor().value(draft)
  if (unlisted > 0) redacted['unlisted-field'] = unlisted
  return Object.keys(redacted).length > 0 ? { ...value, redacted } : value
}
