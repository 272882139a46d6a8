import { createLosses, toLoss, type Losses, type Tally } from '#agents/losses.ts'
import { browser } from '#platform/browser.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { appendOwn } from '#storage/log.ts'
import { showBadge } from './badge.ts'
import { own } from './own.ts'

/** What extensions announced and was refused, by recording. Outlives the worker, not the browser. */
const key = 'extensionLosses'

interface Stored {
  trajectoryId: string
  tallies: Tally[]
}

async function read(trajectoryId: string): Promise<Losses> {
  const stored = ((await browser.storage.session.get(key)) as { [key]?: Stored })[key]
  const losses = createLosses()
  if (stored?.trajectoryId === trajectoryId)
    for (const { reason, causes } of stored.tallies)
      for (const [cause, times] of causes) losses.count(reason, cause, times)
  return losses
}

/** Adds to what is remembered until the recording stops. Calls must not overlap. */
export async function rememberExtensionLosses(trajectoryId: string, tallies: readonly Tally[]): Promise<void> {
  if (tallies.length === 0) return
  const losses = await read(trajectoryId)
  for (const { reason, causes } of tallies) for (const [cause, times] of causes) losses.count(reason, cause, times)
  await browser.storage.session.set({ [key]: { trajectoryId, tallies: losses.take() } satisfies Stored })
  await showBadge('warn')
}

/** Writes one gap for every kind of loss; called when a recording stops. */
export async function tellExtensionLosses(database: CairnDatabase, trajectoryId: string): Promise<void> {
  const tallies = (await read(trajectoryId)).take()
  await browser.storage.session.remove(key)
  for (const tally of tallies)
    await appendOwn(database, trajectoryId, {
      kind: 'gap',
      atMs: Date.now(),
      ...own,
      url: null,
      ...toLoss(tally),
    })
}
