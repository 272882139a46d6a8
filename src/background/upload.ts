import { browser } from '#platform/browser.ts'
import { uploadBundle } from '#protocol/upload.ts'
import { getSettings } from '#settings/settings.ts'
import { strict, type CairnDatabase, type UploadRow } from '#storage/database.ts'
import { hashStream } from '#trajectory/bundle/hash.ts'
import { chunksOf } from '#trajectory/bundle/chunks.ts'
import type { BackgroundContext } from './context.ts'
import { exportBlob } from './export.ts'
import { noteUploaded } from './ledger.ts'

/** Name of the alarm that tries waiting uploads again. */
export const uploadAlarm = 'cairn.upload'

/** Minutes until the next try, by number of tries so far. */
const retryMinutes = [1, 5, 15, 60]

/** Puts a trajectory into the outbox and tries at once. Resolves with what to tell the person; throws when it was refused. */
export async function queueUpload(context: BackgroundContext, trajectoryId: string): Promise<string> {
  const { collectorUrl } = await getSettings()
  if (collectorUrl === '') throw new Error('no collector is set; enter its address and token in the options')
  const database = await context.database()
  const row: UploadRow = {
    trajectoryId,
    state: 'waiting',
    attempts: 0,
    detail: 'Waiting to be uploaded',
    nextAtMs: Date.now(),
  }
  await put(database, row)
  const done = await attempt(database, row)
  if (done.state === 'failed') throw new Error(done.detail)
  return done.detail
}

/** Tries every upload that is due; called by the alarm, so it works after the worker died in between. */
export async function resumeUploads({ database: open }: BackgroundContext): Promise<void> {
  const database = await open()
  for (const row of await database.getAll('uploads')) {
    // One cut off by the worker's death still says `uploading`: sending it again is harmless.
    if ((row.state === 'waiting' || row.state === 'uploading') && row.nextAtMs <= Date.now())
      await attempt(database, row)
  }
  await scheduleNext(database)
}

async function attempt(database: CairnDatabase, row: UploadRow): Promise<UploadRow> {
  const { collectorUrl, collectorToken } = await getSettings()
  await put(database, { ...row, state: 'uploading', detail: 'Uploading' })
  // Set before anything is sent: if the worker dies half-way, the alarm brings it back.
  await scheduleNext(database)
  const bundle = await exportBlob(database, row.trajectoryId, 'bundle')
  const { sha256 } = await hashStream(chunksOf(bundle.stream()))
  const result = await uploadBundle({ url: collectorUrl, token: collectorToken, bundle, sha256 })
  const attempts = row.attempts + 1
  const minutes = retryMinutes[Math.min(attempts, retryMinutes.length) - 1] ?? 60
  const next: UploadRow =
    result.outcome === 'unreachable'
      ? {
          ...row,
          attempts,
          state: 'waiting',
          nextAtMs: Date.now() + minutes * 60_000,
          detail: `Not uploaded yet: ${result.message}. Next try in ${minutes} min.`,
        }
      : result.outcome === 'rejected'
        ? { ...row, attempts, state: 'failed', detail: `Upload refused: ${result.message}` }
        : {
            ...row,
            attempts,
            state: 'done',
            detail: result.outcome === 'stored' ? `Uploaded to ${collectorUrl}` : `Already on ${collectorUrl}`,
          }
  await put(database, next)
  if (next.state === 'done') await noteUploaded(row.trajectoryId, collectorUrl)
  await scheduleNext(database)
  return next
}

async function put(database: CairnDatabase, row: UploadRow): Promise<void> {
  const transaction = database.transaction(['uploads', 'trajectories'], 'readwrite', strict)
  // Deleted in the meantime: nothing of it may come back.
  if ((await transaction.objectStore('trajectories').getKey(row.trajectoryId)) !== undefined)
    void transaction.objectStore('uploads').put(row, row.trajectoryId)
  await transaction.done
}

async function scheduleNext(database: CairnDatabase): Promise<void> {
  const waiting = (await database.getAll('uploads')).filter(({ state }) => state === 'waiting' || state === 'uploading')
  if (waiting.length === 0) {
    await browser.alarms.clear(uploadAlarm)
    return
  }
  void browser.alarms.create(uploadAlarm, {
    when: Math.max(Date.now() + 30_000, Math.min(...waiting.map(({ nextAtMs }) => nextAtMs))),
  })
}
