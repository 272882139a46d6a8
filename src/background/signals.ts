import { browser } from '#platform/browser.ts'
import type { Request } from '#messages/table.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { agentActionsByTab, appendOwn, findLastOfKind, getEntry, type Unnumbered } from '#storage/log.ts'
import { createRedactor } from '#redaction/redactor.ts'
import { actionText } from '#trajectory/action-text.ts'
import { excerpt } from '#trajectory/excerpt.ts'
import type { SignalType } from '#trajectory/signal.ts'
import { aboutWhich } from './about.ts'
import { own } from './own.ts'
import type { Ports } from './ports.ts'
import { liveRecording } from './recording.ts'

/** What may be said without anything an agent did. */
const needsNoTarget = new Set<SignalType>(['note', 'rating', 'takeover', 'hand-back'])

/** Pages have this long to send what they hold back; one that hangs does not hold up the signal. */
export const releaseMs = 300

/** Writes how the person reacted; resolves when it is on disk. Throws in plain words when it makes no sense. */
export async function giveSignal(
  database: CairnDatabase,
  ports: Ports,
  { type, text: written, score, targetId }: Request<'trajectory.signal'>,
  atMs = Date.now(),
): Promise<{ id: string; targetId: string | null }> {
  const live = await liveRecording(database)
  if (!live) throw new Error('no recording is running, so there is nothing to react to')
  const text = written?.trim() ?? ''
  if ((type === 'hint' || type === 'note') && text === '') throw new Error(`a ${type} needs words; write what you mean`)
  if (type === 'rating' && score === null) throw new Error('a rating needs a score from 0 to 1')
  if (type !== 'rating' && score !== null) throw new Error(`"${type}" has no score; only a rating has`)
  if (targetId !== null) await mustBeStep(database, live.trajectoryId, targetId)
  else await ports.release(releaseMs)
  const about = targetId ?? (await lastAgentAction(database, live.trajectoryId, atMs))
  if (about === null && !needsNoTarget.has(type))
    throw new Error(`no action of an agent is recorded yet that "${type}" could be about`)
  const entry = { kind: 'signal', atMs, ...own, type, text: text === '' ? null : text, score } as const
  const id = await appendOwn(
    database,
    live.trajectoryId,
    masked({ ...entry, targetId: about, by: 'explicit', confidence: 1 }),
  )
  if (id === null) throw new Error('this trajectory is not in the browser any more; it was deleted')
  return { id, targetId: about }
}

async function mustBeStep(database: CairnDatabase, trajectoryId: string, targetId: string): Promise<void> {
  const entry = await getEntry(database, trajectoryId, targetId)
  if (!entry) throw new Error(`there is no entry ${excerpt(targetId)} in this recording`)
  if (entry.kind !== 'action' && entry.kind !== 'agent')
    throw new Error(`entry ${excerpt(targetId)} is of kind ${entry.kind}; a signal is about what somebody did`)
}

/** What a signal that names no entry is about, at this instant. */
export async function lastAgentAction(
  database: CairnDatabase,
  trajectoryId: string,
  atMs: number,
): Promise<string | null> {
  const [byTab, tabs, [front]] = await Promise.all([
    agentActionsByTab(database, trajectoryId),
    browser.tabs.query({}),
    browser.tabs.query({ active: true, lastFocusedWindow: true }),
  ])
  const openTabIds = new Set(tabs.map(({ id }) => id))
  return aboutWhich(byTab, { frontTabId: front?.id ?? null, isOpen: (tabId) => openTabIds.has(tabId), atMs })
}

/** An action in words, as status and badge give it. */
export async function actionInWords(database: CairnDatabase, trajectoryId: string, id: string): Promise<string> {
  const entry = await getEntry(database, trajectoryId, id)
  return entry?.kind === 'action' ? actionText(entry, quote) : ''
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text)
}

/** Whether the last thing said about who acts was that the person has taken over. */
export async function isTakenOver(database: CairnDatabase, trajectoryId: string): Promise<boolean> {
  const isAboutWho = ({ type }: { type: SignalType }): boolean => type === 'takeover' || type === 'hand-back'
  const last = await findLastOfKind(database, trajectoryId, 'signal', isAboutWho)
  return last?.type === 'takeover'
}

/** What a person writes may hold a secret too. */
export function masked(entry: Unnumbered): Unnumbered {
  const { value, redacted } = createRedactor().value(entry)
  return Object.keys(redacted).length > 0 ? { ...value, redacted } : value
}
