import { exporterById } from '#exporters/registry.ts'
import { askOffscreen, canMakeUrls, saveUrl, type OnConflict } from '#platform/save-file.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { storedSource } from '#storage/source.ts'
import type { BackgroundContext } from './context.ts'
import { readBucket } from './place.ts'

/** An export as a Blob; the browser keeps large ones on disk. */
export async function exportBlob(database: CairnDatabase, trajectoryId: string, format: string): Promise<Blob> {
  const exporter = exporterById(format)
  const source = await storedSource(database, trajectoryId)
  const response = new Response(exporter.write(source) as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: { 'content-type': exporter.mediaType },
  })
  return response.blob()
}

/** Saves a trajectory into the downloads folder; resolves with the path once the file is complete. */
export async function saveExport(
  context: BackgroundContext,
  trajectoryId: string,
  format: string,
  onConflict: OnConflict = 'uniquify',
): Promise<string> {
  const database = await context.database()
  const row = await database.get('trajectories', trajectoryId)
  if (!row) throw new Error('this trajectory is not in the browser any more; it was deleted')
  const name = `cairn/${fileName(row.header.task.instruction, row.header.startedAtMs)}-${trajectoryId.slice(0, 6)}.${exporterById(format).extension}`
  if (canMakeUrls()) {
    const url = URL.createObjectURL(await exportBlob(database, trajectoryId, format))
    try {
      return await saveUrl(url, name, onConflict)
    } finally {
      URL.revokeObjectURL(url)
    }
  }
  // That page has no access to `storage.local`.
  const bucket = await readBucket()
  const reply = (await askOffscreen({ offscreen: 'make-url', trajectoryId, format, bucket })) as
    { url: string } | { error: string } | undefined
  if (!reply || 'error' in reply) throw new Error(reply?.error ?? 'the export page did not answer; try again')
  try {
    return await saveUrl(reply.url, name, onConflict)
  } finally {
    await askOffscreen({ offscreen: 'revoke-url', url: reply.url })
  }
}

/** Readable in a folder listing, and safe in every file system. */
function fileName(instruction: string, startedAtMs: number): string {
  const words = instruction
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return `${new Date(startedAtMs).toISOString().slice(0, 10)}-${words || 'trajectory'}`
}
