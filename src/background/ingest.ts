import type { Runtime } from '#platform/browser.ts'
import { boundShortcuts } from '#platform/shortcuts.ts'
import {
  lengthOf,
  unpack,
  type Acting,
  type Batch,
  type EntryOnTheWay,
  type FromContent,
  type Heard,
  type Hello,
} from '#messages/delivery.ts'
import type { CairnDatabase, SourceRow } from '#storage/database.ts'
import { appendEntries, getSource, type StorableEntry } from '#storage/log.ts'
import { captureBefore } from '#storage/pictures.ts'
import { deflateSegment } from '#storage/segment.ts'
import { rememberTab } from '#storage/tabs.ts'
import { layout } from '#trajectory/bundle/layout.ts'
import type { AgentEntry } from '#trajectory/agent.ts'
import { SourceIdSchema } from '#trajectory/entry-base.ts'
import { fromEntryId } from '#trajectory/entry-id.ts'
import { boundedJson, longestEntry } from '#trajectory/truncation.ts'
import { parseEntry } from '#trajectory/entry.ts'
import type { Gap } from '#trajectory/gap.ts'
import { toLoss } from '#agents/losses.ts'
import { createAgentLimits, type AgentLimits } from './agent-limits.ts'
import type { Declarations } from './declarations.ts'
import { hashOpaqueValues } from './opaque-values.ts'
import type { BackgroundContext } from './context.ts'
import type { DiskWatch } from './disk.ts'
import { originOf } from './origin.ts'
import type { Requests } from './requests.ts'
import { liveRecording, type RecordingParts } from './recording.ts'
import { toStrokes } from './strokes.ts'

interface Speaker {
  sourceId: string
  trajectoryId: string
  source: Omit<SourceRow, 'lastN'>
  /** What it has sent, up to this number, is stored. */
  through: number
}

/** So many numbers a source may leave out: a store that lost its end has fewer than were acknowledged once. */
const longestHole = 100_000

/** Takes entries from one content script: checks, stamps, commits, and only then acknowledges. */
export function acceptPort(
  context: BackgroundContext,
  {
    ports,
    screenshots,
    requests,
    declarations,
    disk,
  }: Pick<RecordingParts, 'ports' | 'screenshots' | 'requests'> & { declarations: Declarations; disk: DiskWatch },
  port: Runtime.Port,
  limits = createAgentLimits(),
): void {
  let speaker: Speaker | null = null
  // One after the other: the order of the page is the order of the log.
  let queue = Promise.resolve()
  ports.add(port)
  port.onMessage.addListener((message: unknown) => {
    const { type, n } = message as { type?: FromContent['type']; n?: Heard['n'] }
    // Not in the queue: whoever drives the browser waits for it.
    if (type === 'heard' && typeof n === 'number') return ports.answered(port, n)
    // Nor this: what the agent does in the frames is attributed in a moment.
    if (type === 'acting') return tellKin(message as Acting)
    queue = queue
      .then(() => onMessage(message as FromContent))
      .catch((error: unknown) => {
        disk.failed(error)
        console.error('cairn: a batch was not stored and will come again', error)
        // Nothing more on this port: acknowledging a later batch would say that this one is stored. The page connects
        // anew and sends again from there.
        speaker = null
        ports.refuse(port)
      })
    // A page that has gone away has closed its port, but what it sent last is still being stored: stopping awaits it.
    context.track(queue)
  })

  async function onMessage(message: FromContent): Promise<void> {
    if (message.type === 'hello') speaker = await greet(await context.database(), message)
    else if (message.type === 'batch') await store(await context.database(), message)
    else if (message.type === 'released') ports.answered(port, message.token)
    else if (speaker && speaker.source.tabId !== null) {
      const { trajectoryId, source } = speaker
      if (message.type === 'settled') screenshots.request(trajectoryId, speaker.source.tabId)
      // Frames travel too, but only the top document says where the tab goes.
      else if (message.type === 'traversing' && source.frameId === 0)
        await rememberTab(await context.writable(), trajectoryId, speaker.source.tabId, {
          traversing: { atMs: message.atMs, userInitiated: message.userInitiated },
        })
    }
  }

  function tellKin({ atMs, key, runId, event }: Acting): void {
    if (!speaker) return
    // Under a name of its own: no document speaks for an agent of another.
    ports.tellKin(port, { type: 'agent', atMs, key: `${speaker.sourceId} ${key}`, runId, event })
  }

  async function greet(database: CairnDatabase, hello: Hello): Promise<Speaker | null> {
    const [live, shortcuts] = await Promise.all([liveRecording(database), boundShortcuts()])
    // A source that began in a recording belongs to it, also when it comes back late.
    const trajectoryId = hello.trajectoryId ?? live?.trajectoryId
    if (trajectoryId === undefined || !SourceIdSchema.safeParse(hello.sourceId).success) {
      ports.send(port, { type: 'stop' })
      return null
    }
    const { sender } = port
    const tabId = sender?.tab?.id ?? null
    const frameId = sender?.frameId ?? null
    const known = await getSource(database, trajectoryId, hello.sourceId)
    if (trajectoryId !== live?.trajectoryId && !known) {
      ports.send(port, { type: 'stop' })
      return null
    }
    const source = {
      tabId,
      frameId,
      documentId: sender?.documentId ?? null,
      origin: originOf(sender),
      url: hello.url,
    }
    // The pages were left, and one that comes only now is none of what was recorded.
    if (live?.phase === 'paused' && hello.trajectoryId === null) {
      ports.send(port, { type: 'stop' })
      return null
    }
    if (live) declarations.remember(live)
    ports.send(port, {
      type: 'welcome',
      trajectoryId,
      through: known?.lastN ?? 0,
      driver: live?.driver ?? null,
      messages: live?.messages ?? false,
      shortcuts: toStrokes(shortcuts),
      declared: declarations.openIn(tabId),
    })
    if (live?.trajectoryId !== trajectoryId || live.phase !== 'recording') ports.send(port, { type: 'stop' })
    return { sourceId: hello.sourceId, trajectoryId, source, through: known?.lastN ?? 0 }
  }

  async function store(database: CairnDatabase, batch: Batch): Promise<void> {
    if (!speaker) return
    const { sourceId, trajectoryId, source } = speaker
    const from = speaker
    // A content script can be impersonated by a compromised page process: it speaks for its own source only, and of
    // what it says it speaks of. Every number it leaves out would be told as lost.
    if (batch.first > from.through + longestHole) {
      ports.send(port, { type: 'stop' })
      return
    }
    const sent = batch.parcels
      .map((parcel) => ({ draft: unpack(parcel), chars: lengthOf(parcel) }))
      .filter(({ draft }) => isIn(batch, draft.id, sourceId))
    const items = await Promise.all(
      sent.map(({ draft, chars }) => toStorable(database, requests, draft, chars, from, limits)),
    )
    await disk.sound()
    const stored = await appendEntries(database, trajectoryId, { ...source, lastN: batch.last }, sourceId, items)
    // Another write may have failed meanwhile, and this one stand behind it.
    await disk.sound()
    from.through = Math.max(from.through, batch.last)
    if (stored) ports.send(port, { type: 'ack', through: batch.last })
    else ports.send(port, { type: 'stop' })
    disk.look()
  }
}

/** Whether an entry is one of those that a batch says it brings; of a piece the last is the one before. */
function isIn({ first, last }: Batch, id: string, sourceId: string): boolean {
  const { sourceId: speaking, n } = fromEntryId(id)
  return speaking === sourceId && first <= n && n <= Math.max(first, last)
}

async function toStorable(
  database: CairnDatabase,
  requests: Requests,
  sent: EntryOnTheWay,
  chars: number,
  { sourceId, trajectoryId, source }: Speaker,
  limits: AgentLimits,
): Promise<StorableEntry> {
  const { tabId, frameId, documentId, origin } = source
  // What is declared is about the tab: its calls go on from one document to the next.
  const stamp =
    sent.provenance === 'declared'
      ? { tabId, frameId: null, documentId: null, origin: null }
      : { tabId, frameId, documentId, origin }
  if (sent.kind === 'dom') {
    const { text, from, more, ...rest } = sent
    return {
      entry: { ...rest, ...stamp },
      parts: deflateSegment(text),
      ...(from === undefined ? {} : { piece: { from, more: more === true } }),
    }
  }
  const refused = sent.kind === 'agent' ? limits.refusalOf(sourceId, sent, chars) : null
  if (refused !== null)
    return {
      entry: { ...gapFor(sent, stamp, refused, toLoss({ reason: refused, causes: [['', 1]] }).detail), count: 1 },
    }
  const limit = longestEntry(sent)
  // Content scripts cut what they send; one that is not ours may not.
  const draft = chars > limit ? (JSON.parse(boundedJson(sent)) as typeof sent) : sent
  if (chars > limit && JSON.stringify(draft).length > limit)
    return {
      entry: gapFor(
        sent,
        stamp,
        'oversized-entry',
        `an entry of kind ${sent.kind} had ${chars} characters; the limit is ${limit}`,
      ),
    }
  const full = draft.kind === 'observation' ? await withScreenshot(database, draft, trajectoryId, tabId) : draft
  const parsed = parseEntry({ ...(draft.kind === 'agent' ? hashOpaqueValues(full) : full), ...stamp })
  if ('entry' in parsed && parsed.entry.kind === 'agent')
    return { entry: await withCorroboration(requests, parsed.entry) }
  if ('entry' in parsed && parsed.entry.kind !== 'dom') return { entry: parsed.entry }
  const [problem] = 'problems' in parsed ? parsed.problems : []
  return {
    entry: gapFor(
      draft,
      stamp,
      'invalid-entry',
      `an entry of kind ${draft.kind} did not fit the format: ${problem?.path ?? ''} ${problem?.message ?? ''}`,
    ),
  }
}

/** A content script speaks for what it saw in the page; of requests the background alone does. */
async function withCorroboration(requests: Requests, claim: AgentEntry): Promise<AgentEntry> {
  const { corroboratedBy: stated, ...entry } = claim
  const corroboratedBy: AgentEntry['corroboratedBy'] & object = (stated ?? []).filter(
    (witness) => witness === 'dom' || witness === 'webmcp',
  )
  if (await requests.saw(entry)) corroboratedBy.push('webRequest')
  return corroboratedBy.length > 0 ? { ...entry, corroboratedBy } : entry
}

/** Stands where an entry cannot: under the same id, so that the sequence has no hole and the loss is told. */
function gapFor(
  draft: { id: string; atMs: number },
  stamp: Omit<SourceRow, 'lastN' | 'url'>,
  reason: Gap['reason'],
  detail: string,
): Gap {
  return {
    id: draft.id,
    kind: 'gap',
    atMs: typeof draft.atMs === 'number' ? draft.atMs : Date.now(),
    ...stamp,
    provenance: 'observed',
    reason,
    detail,
    url: null,
  }
}

async function withScreenshot(
  database: CairnDatabase,
  draft: Extract<EntryOnTheWay, { kind: 'observation' }>,
  trajectoryId: string,
  tabId: number | null,
): Promise<Record<string, unknown>> {
  const { changedAtMs, ...observation } = draft
  const found = tabId === null ? null : await captureBefore(database, trajectoryId, tabId, draft.atMs)
  if (!found) return { ...observation, screenshot: null }
  const { capture, picture } = found
  return {
    ...observation,
    screenshot: {
      file: layout.screenshot(capture.pictureId, 'jpg'),
      width: picture.width,
      height: picture.height,
      ageMs: Math.round(draft.atMs - capture.finishedAtMs),
      stale: changedAtMs > capture.startedAtMs,
    },
  }
}
