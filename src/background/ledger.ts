import type { LossItem } from '#messages/table.ts'
import { browser } from '#platform/browser.ts'
import type { CairnDatabase, StoredHeader } from '#storage/database.ts'
import type { Census } from '#storage/census.ts'
import { deleteTrajectory } from '#storage/trajectories.ts'

/**
 * The ledger: what was stored of each trajectory, in `storage.local` and so apart from the database it is held against.
 * Each kind of note has keys of its own, so that no two writers change the same one. It is written after commits and may
 * lag behind them, never run ahead.
 */
export interface LedgerRow extends Census {
  header: StoredHeader
}

/** Where a trajectory can be had again. */
export interface Copies {
  /** The file it was last exported to. */
  savedTo: string | null
  /** Why it could not be saved by itself. */
  problem: string | null
  uploadedTo: string | null
}

const prefixes = { row: 'ledger:', saved: 'saved:', uploaded: 'uploaded:', toSave: 'save:', loss: 'loss:' } as const

async function readAll<T>(prefix: string): Promise<Map<string, T>> {
  const everything = (await browser.storage.local.get(null)) as Record<string, T>
  const found = Object.entries(everything).filter(([key]) => key.startsWith(prefix))
  return new Map(found.map(([key, value]) => [key.slice(prefix.length), value]))
}

/** Notes how much of a trajectory is stored. */
export async function note(database: CairnDatabase, trajectoryId: string): Promise<void> {
  const row = await database.get('trajectories', trajectoryId)
  if (!row) return
  const { header, entries, pictures } = row
  await browser.storage.local.set({ [prefixes.row + trajectoryId]: { header, entries, pictures } satisfies LedgerRow })
  // Deleted in between: what nobody wants any more must not be missed.
  if ((await database.getKey('trajectories', trajectoryId)) === undefined) await strike(trajectoryId)
}

/** Deletes a trajectory, and the ledger's notes of it first: what is deleted is not lost. */
export async function deleteNoted(database: CairnDatabase, trajectoryId: string): Promise<void> {
  await strike(trajectoryId)
  await deleteTrajectory(database, trajectoryId)
  // A note may have been under way.
  await strike(trajectoryId)
}

/** Takes a trajectory out of the ledger. */
export async function strike(trajectoryId: string): Promise<void> {
  const { row, saved, uploaded, toSave } = prefixes
  await browser.storage.local.remove([row, saved, uploaded, toSave].map((prefix) => prefix + trajectoryId))
}

export async function readLedger(): Promise<LedgerRow[]> {
  return [...(await readAll<LedgerRow>(prefixes.row)).values()]
}

export async function noteSaved(trajectoryId: string, result: { path: string } | { problem: string }): Promise<void> {
  await browser.storage.local.set({ [prefixes.saved + trajectoryId]: result })
}

export async function noteUploaded(trajectoryId: string, to: string): Promise<void> {
  await browser.storage.local.set({ [prefixes.uploaded + trajectoryId]: to })
}

/** Where each trajectory has copies. */
export async function readCopies(): Promise<(trajectoryId: string) => Copies> {
  const [saved, uploaded] = await Promise.all([
    readAll<{ path?: string; problem?: string }>(prefixes.saved),
    readAll<string>(prefixes.uploaded),
  ])
  return (id) => ({
    savedTo: saved.get(id)?.path ?? null,
    problem: saved.get(id)?.problem ?? null,
    uploadedTo: uploaded.get(id) ?? null,
  })
}

/** Puts a trajectory on the list of those to be saved; asking again while it is being saved has it saved once more. */
export async function askToSave(trajectoryId: string): Promise<void> {
  await browser.storage.local.set({ [prefixes.toSave + trajectoryId]: crypto.randomUUID() })
}

/** Those to be saved, each with the mark of its asking. */
export async function readToSave(): Promise<Map<string, string>> {
  return readAll<string>(prefixes.toSave)
}

/** Takes a trajectory off that list, unless it was asked for again. */
export async function doneSaving(trajectoryId: string, mark: string): Promise<void> {
  if ((await readToSave()).get(trajectoryId) === mark)
    await browser.storage.local.remove(prefixes.toSave + trajectoryId)
}

export async function tellLoss(loss: LossItem): Promise<void> {
  await browser.storage.local.set({ [prefixes.loss + loss.trajectoryId]: loss })
}

/** What the person has not dismissed yet. */
export async function readLosses(): Promise<LossItem[]> {
  return [...(await readAll<LossItem>(prefixes.loss)).values()]
}

export async function dismissLoss(trajectoryId: string): Promise<void> {
  await browser.storage.local.remove(prefixes.loss + trajectoryId)
}
