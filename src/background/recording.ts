import { browser } from '#platform/browser.ts'
import { readEnvironment } from '#platform/environment.ts'
import { getSettings } from '#settings/settings.ts'
import {
  liveKey,
  strict,
  type CairnDatabase,
  type PauseReason,
  type RecordingRow,
  type StoredHeader,
} from '#storage/database.ts'
import { appendOwn, entriesOfKind, type Unnumbered } from '#storage/log.ts'
import { createTrajectory, updateHeader } from '#storage/trajectories.ts'
import { redactUrl } from '#redaction/url.ts'
import { createRedactor } from '#redaction/redactor.ts'
import { createSourceId } from '#trajectory/entry-id.ts'
import type { Check } from '#trajectory/validator.ts'
import { formatName, formatVersion } from '#trajectory/version.ts'
import type { Request } from '#messages/table.ts'
import type { AutoSave } from './auto-save.ts'
import { showBadge } from './badge.ts'
import {
  forbiddenPage,
  injectIntoOpenTabs,
  registerScripts,
  unregisterScripts,
  type Uninjected,
} from './content-scripts.ts'
import type { BackgroundContext } from './context.ts'
import { tellExtensionLosses } from './extension-losses.ts'
import { note } from './ledger.ts'
import { own } from './own.ts'
import type { Ports } from './ports.ts'
import type { Requests } from './requests.ts'
import type { Screenshots } from './screenshots.ts'
import { addValidators, judgeByValidators, masked } from './validation.ts'

/** The live recording, or null. Read afresh each time: the worker keeps nothing. */
export async function liveRecording(database: CairnDatabase): Promise<RecordingRow | null> {
  return (await database.get('recording', liveKey)) ?? null
}

/**
 * Does something about the live recording, if there is one; stopping awaits it. `atMs` is when it was asked for, epoch
 * milliseconds.
 */
export function whileRecording(
  context: BackgroundContext,
  run: (database: CairnDatabase, live: RecordingRow, atMs: number) => Promise<unknown>,
): void {
  // A worker that has just started, or a full disk, has the database wait.
  const atMs = Date.now()
  context.track(
    (async () => {
      const database = await context.writable()
      const live = await liveRecording(database)
      if (live?.phase === 'recording') await run(database, live, atMs)
    })(),
  )
}

export async function setLive(database: CairnDatabase, row: RecordingRow | null): Promise<void> {
  const transaction = database.transaction('recording', 'readwrite', strict)
  if (row) void transaction.store.put(row, liveKey)
  else void transaction.store.delete(liveKey)
  await transaction.done
}

/** Whether every web page may be recorded. */
export function hasAccess(): Promise<boolean> {
  return browser.permissions.contains({ origins: ['<all_urls>'] })
}

export interface RecordingParts {
  ports: Ports
  screenshots: Screenshots
  requests: Requests
  autoSave: Pick<AutoSave, 'finished'>
}

/** Starts recording every tab. Throws in plain words when it cannot. */
export async function startRecording(
  context: BackgroundContext,
  parts: RecordingParts,
  request: Request<'recording.start'>,
): Promise<string> {
  const database = await context.writable()
  if (await liveRecording(database)) throw new Error('a recording is already running; stop it first')
  if (!(await hasAccess())) {
    throw new Error('Cairn has no access to web pages yet; press Record in the popup and allow it')
  }
  const { licence, recordMessages } = await getSettings()
  const startUrl = request.startUrl ?? (await activeTabUrl())
  const { value: instruction } = createRedactor().value(request.instruction)
  const id = createSourceId()
  const header: StoredHeader = {
    format: formatName,
    formatVersion,
    id,
    task: {
      instruction,
      source: request.source,
      startUrl: startUrl === null ? null : redactUrl(startUrl).url,
      tags: request.tags,
      ...(request.validators ? { validators: masked(request.validators) } : {}),
    },
    status: 'recording',
    startedAtMs: Date.now(),
    endedAtMs: null,
    environment: await readEnvironment(request.driver),
    consent: { licence: licence || null, note: null },
    parentId: null,
  }
  const live: RecordingRow = {
    trajectoryId: id,
    phase: 'recording',
    driver: request.driver,
    messages: recordMessages,
  }
  await createTrajectory(database, header, live)
  await note(database, id)
  await openPages(context, parts, id)
  return id
}

/** Goes into every page, open or to come. */
export async function openPages(
  context: BackgroundContext,
  { screenshots, requests }: Pick<RecordingParts, 'screenshots' | 'requests'>,
  id: string,
): Promise<void> {
  const database = await context.database()
  requests.start()
  await showBadge('recording')
  await registerScripts(context)
  for (const tab of await injectIntoOpenTabs(context)) if (await deservesGap(tab)) await appendGap(database, id, tab)
  // The first action may come at once, and it needs a picture from before it.
  for (const tab of await browser.tabs.query({ active: true })) {
    if (tab.id !== undefined && forbiddenPage(tab.url ?? '') === null) await screenshots.takeNow(id, tab.id)
  }
}

/** Background tabs of the browser itself are no loss; the one in front is, and the person should see it. */
async function deservesGap({ tabId }: Uninjected): Promise<boolean> {
  const tab = await browser.tabs.get(tabId).catch(() => null)
  return tab?.active === true && !(tab.url ?? '').startsWith(browser.runtime.getURL(''))
}

async function activeTabUrl(): Promise<string | null> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true })
  return tab?.url !== undefined && /^https?:/.test(tab.url) ? tab.url : null
}

/** Notes what is not recorded, and shows it on the badge. */
export async function appendGap(
  database: CairnDatabase,
  trajectoryId: string,
  { tabId, url, reason, detail }: Uninjected,
  atMs = Date.now(),
): Promise<void> {
  const gap: Unnumbered = {
    kind: 'gap',
    atMs,
    ...own,
    tabId,
    frameId: 0,
    reason,
    detail,
    url: redactUrl(url).url,
  }
  await appendOwn(database, trajectoryId, gap)
  await showBadge('warn')
}

const pauseWords: Record<PauseReason, string> = {
  pause: 'the recording was paused',
  quota: 'the disk was nearly full, so the recording was paused',
  'no-permission': 'access to web pages was taken away, so nothing was recorded until it was given again',
}

/** Says in the log, once, that nothing was recorded since the recording was paused. */
export async function appendPause(
  database: CairnDatabase,
  { trajectoryId, pause }: RecordingRow,
  endAtMs = Date.now(),
): Promise<void> {
  if (!pause) return
  const { reason, sinceMs: atMs } = pause
  const gaps = await entriesOfKind(database, trajectoryId, 'gap')
  if (gaps.some((gap) => gap.kind === 'gap' && gap.reason === reason && gap.atMs === atMs)) return
  await appendOwn(database, trajectoryId, {
    kind: 'gap',
    atMs,
    endAtMs,
    ...own,
    reason,
    detail: pauseWords[reason],
    url: null,
  })
}

/** Content scripts get this long to send their last entries; one that hangs does not hold the recording open. */
export const goodbyeMs = 3000

/**
 * Stops recording: content scripts flush and leave, then the header is closed and the task's conditions are checked. Can
 * be called again after the worker died.
 */
export async function stopRecording(
  context: BackgroundContext,
  { ports, requests, autoSave }: Pick<RecordingParts, 'ports' | 'requests' | 'autoSave'>,
  { validators = [], checks = [] }: Request<'recording.stop'> = {},
): Promise<{ trajectoryId: string; checks: Check[] }> {
  const database = await context.writable()
  const live = await liveRecording(database)
  if (!live) throw new Error('no recording is running')
  await addValidators(database, live.trajectoryId, validators)
  await setLive(database, { ...live, phase: 'stopping' })
  await unregisterScripts()
  await ports.stopAll(goodbyeMs)
  await context.settled()
  requests.stop()
  await appendPause(database, live)
  await tellExtensionLosses(database, live.trajectoryId)
  // The clock may have been set back: nothing happens after the end.
  const endedAtMs = Math.max(Date.now(), (await lastAtMs(database, live.trajectoryId)) ?? 0)
  await updateHeader(database, live.trajectoryId, { status: 'complete', endedAtMs })
  const checked = await judgeByValidators(database, live.trajectoryId, checks)
  await note(database, live.trajectoryId)
  await setLive(database, null)
  await showBadge('idle')
  await autoSave.finished(live.trajectoryId)
  return { trajectoryId: live.trajectoryId, checks: checked }
}

/** When anything was stored last; null when nothing is. */
async function lastAtMs(database: CairnDatabase, trajectoryId: string): Promise<number | null> {
  const range = IDBKeyRange.bound([trajectoryId, -Infinity], [trajectoryId, Infinity])
  const last = await database.transaction('entries').store.index('byTime').openKeyCursor(range, 'prev')
  return last ? last.key[1] : null
}

/** Says that nothing was recorded from the last entry to now, because the extension was not there. */
export async function noteInterruption(database: CairnDatabase, trajectoryId: string): Promise<void> {
  const nowMs = Date.now()
  await appendOwn(database, trajectoryId, {
    kind: 'gap',
    atMs: Math.min((await lastAtMs(database, trajectoryId)) ?? nowMs, nowMs),
    endAtMs: nowMs,
    ...own,
    reason: 'interrupted',
    detail: 'Cairn was updated or reloaded while this was being recorded',
    url: null,
  })
}

/**
 * Closes a recording that no content script can be alive of: the browser ended, or the extension was off. `live` is its
 * row, if it still has one. May be called again after it was cut off itself.
 */
export async function closeInterrupted(
  database: CairnDatabase,
  trajectoryId: string,
  live: RecordingRow | null,
): Promise<void> {
  const row = await database.get('trajectories', trajectoryId)
  if (row?.header.status === 'recording') {
    const endedAtMs = Math.max(
      (await lastAtMs(database, trajectoryId)) ?? row.header.startedAtMs,
      live?.pause?.sinceMs ?? -Infinity,
    )
    const gaps = await entriesOfKind(database, trajectoryId, 'gap')
    if (!gaps.some((gap) => gap.kind === 'gap' && gap.reason === 'interrupted' && gap.endAtMs === undefined))
      await appendOwn(database, trajectoryId, {
        kind: 'gap',
        atMs: endedAtMs,
        ...own,
        reason: 'interrupted',
        detail: 'the browser or the extension ended while this was being recorded',
        url: null,
      })
    if (live) await appendPause(database, live, endedAtMs)
    await updateHeader(database, trajectoryId, { status: 'interrupted', endedAtMs })
    await note(database, trajectoryId)
  } else if (live) await judgeByValidators(database, trajectoryId, [])
  if (!live) return
  await setLive(database, null)
  await showBadge('idle')
}
