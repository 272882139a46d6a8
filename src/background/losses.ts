import { browser } from '#platform/browser.ts'
import { countStored, settleForLess, type Census } from '#storage/census.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { appendOwn } from '#storage/log.ts'
import { unregisterScripts } from './content-scripts.ts'
import type { BackgroundContext } from './context.ts'
import { note, readCopies, readLedger, strike, tellLoss, type LedgerRow } from './ledger.ts'
import { own } from './own.ts'
import { goodbyeMs, liveRecording, setLive, type RecordingParts } from './recording.ts'

/** Gone with the browser: what was looked at in this start of it need not be looked at again. */
const lookedKey = 'storeLookedAt'

/** Holds the database against the ledger, once in every start of the browser or the extension. */
export async function lookOnceForLosses(
  context: Pick<BackgroundContext, 'database'>,
  parts: Pick<RecordingParts, 'ports' | 'requests'>,
): Promise<void> {
  if (((await browser.storage.session.get(lookedKey)) as { [lookedKey]?: boolean })[lookedKey] === true) return
  await lookForLosses(context, parts)
  await browser.storage.session.set({ [lookedKey]: true })
}

/**
 * Holds the database against the ledger. What is gone is told, in the trajectory too where something of it is left, and
 * a recording that lost something ends: what would follow stood behind a hole nobody sees.
 */
export async function lookForLosses(
  context: Pick<BackgroundContext, 'database'>,
  { ports, requests }: Pick<RecordingParts, 'ports' | 'requests'>,
): Promise<void> {
  const database = await context.database()
  const copies = await readCopies()
  for (const row of await readLedger()) {
    const { id } = row.header
    const left = await countStored(database, id)
    const isThere = (await database.getKey('trajectories', id)) !== undefined
    if (isThere && left.entries >= row.entries && left.pictures >= row.pictures) continue
    const live = await liveRecording(database)
    const recording = live?.trajectoryId === id || row.header.status === 'recording'
    if (recording) {
      await setLive(database, null)
      await unregisterScripts()
      requests.stop()
      await ports.stopAll(goodbyeMs)
    }
    const { task, startedAtMs } = row.header
    const { savedTo, uploadedTo } = copies(id)
    const stored = { entries: row.entries, pictures: row.pictures }
    // Told first: if the worker dies now, it is told again rather than not at all.
    const loss = { trajectoryId: id, instruction: task.instruction, startedAtMs, stored, left, recording }
    await tellLoss({ ...loss, savedTo, uploadedTo })
    if (isThere || left.entries > 0) await keepTheRest(database, row, left)
    else await strike(id)
  }
}

/** Says in what is left of a trajectory that something is gone. */
async function keepTheRest(
  database: CairnDatabase,
  { header, entries, pictures }: LedgerRow,
  left: Census,
): Promise<void> {
  const gone = { entries: Math.max(0, entries - left.entries), pictures: Math.max(0, pictures - left.pictures) }
  await settleForLess(database, header, { lostEntries: gone.entries > 0 })
  const settled = await database.get('trajectories', header.id)
  await appendOwn(database, header.id, {
    kind: 'gap',
    atMs: settled?.header.endedAtMs ?? header.startedAtMs,
    ...own,
    reason: 'storage-lost',
    detail: `the browser lost ${gone.entries} of ${entries} stored entries and ${gone.pictures} of ${pictures} pictures`,
    url: null,
    count: gone.entries + gone.pictures,
  })
  await note(database, header.id)
}
