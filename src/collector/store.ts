import { randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openBundle } from '#trajectory/bundle/reader.ts'
import { validateBundle } from '#trajectory/bundle/validate.ts'
import type { ZipLimits } from '#trajectory/bundle/zip.ts'
import { BundleRowSchema, Sha256Schema, type BundleRow, type Receipt } from '#protocol/contract.ts'
import { Failure } from './failure.ts'
import { receiveFile } from './receive.ts'

/** Bundles in a folder: `<sha256>.cairn.zip`, beside each a `<sha256>.json` with its row of the listing. */
export interface BundleStore {
  /** Takes a body in, checks it, and keeps it; leaves nothing behind when it throws. */
  receive: (body: ReadableStream<Uint8Array> | null, sha256: string) => Promise<Receipt>
  list: () => Promise<BundleRow[]>
  /** Where a bundle lies, or undefined when there is none. */
  find: (sha256: string) => Promise<{ path: string; bytes: number } | undefined>
}

export interface StoreOptions {
  dir: string
  maxBytes: number
  /** Longest silence of a sender. */
  idleTimeoutMs: number
  clock: () => number
  /** Told about a stored bundle that can no longer be read. */
  onUnreadable: (sha256: string, error: unknown) => void
}

/** Unpacked, a bundle may have this many times the bytes allowed for an upload: JSON packs well, pictures not at all. */
const unpackedFactor = 8
const maxRatio = 200

const partEnding = '.part'
const bundlePattern = /^([0-9a-f]{64})\.cairn\.zip$/

/** Opens the folder, creates it when it is missing, and removes what a crash left half received. */
export async function openStore({
  dir,
  maxBytes,
  idleTimeoutMs,
  clock,
  onUnreadable,
}: StoreOptions): Promise<BundleStore> {
  const limits: ZipLimits = { maxBytes: maxBytes * unpackedFactor, maxRatio }
  const checking = createTurnstile()
  await mkdir(dir, { recursive: true })
  for (const name of await readdir(dir)) if (name.endsWith(partEnding)) await rm(join(dir, name))

  // Only checked hashes become part of a path.
  const pathOf = (sha256: string, ending: 'cairn.zip' | 'json'): string =>
    join(dir, `${Sha256Schema.parse(sha256)}.${ending}`)
  const partPath = (): string => join(dir, `${randomBytes(16).toString('hex')}${partEnding}`)

  async function find(sha256: string): Promise<{ path: string; bytes: number } | undefined> {
    const path = pathOf(sha256, 'cairn.zip')
    const stats = await stat(path).catch(() => undefined)
    return stats?.isFile() === true ? { path, bytes: stats.size } : undefined
  }

  async function receive(body: ReadableStream<Uint8Array> | null, sha256: string): Promise<Receipt> {
    const part = partPath()
    try {
      const received = await receiveFile(body, part, { maxBytes, idleTimeoutMs })
      if (received.sha256 !== sha256) {
        throw new Failure(
          'hash-mismatch',
          `the body has the SHA-256 ${received.sha256}, the address says ${sha256}; send it again`,
        )
      }
      // One after the other: checking needs memory and the processor, and of two equal bundles one must come first.
      return await checking(async () => {
        const stored = await find(sha256)
        if (stored)
          return { id: (await rowOf(sha256, stored)).id, sha256, bytes: stored.bytes, status: 'already-stored' }
        const row = await keep(part, sha256, received.bytes)
        return { id: row.id, sha256, bytes: row.bytes, status: 'stored' }
      })
    } finally {
      await rm(part, { force: true })
    }
  }

  async function keep(part: string, sha256: string, bytes: number): Promise<BundleRow> {
    const blob = await openAsBlob(part)
    const problems = await validateBundle(blob, limits)
    const [first] = problems
    if (first) {
      const where = first.file === '' ? '' : `${first.file}${first.line === undefined ? '' : `:${first.line}`}: `
      const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
      throw new Failure('invalid-bundle', `not a valid bundle: ${where}${first.message}${more}`, problems)
    }
    const row = await readRow(blob, { sha256, bytes, receivedAtMs: clock() })
    await rename(part, pathOf(sha256, 'cairn.zip'))
    await tryWriteRow(row)
    await syncFolder(dir)
    return row
  }

  async function readRow(blob: Blob, known: Pick<BundleRow, 'sha256' | 'bytes' | 'receivedAtMs'>): Promise<BundleRow> {
    const bundle = await openBundle(blob, limits)
    try {
      const { id, task, status, startedAtMs, endedAtMs, counts } = await bundle.header()
      return {
        ...known,
        id,
        instruction: task.instruction,
        status,
        startedAtMs,
        endedAtMs,
        actions: counts.entries.action ?? 0,
      }
    } finally {
      await bundle.close()
    }
  }

  /** Writes the row beside its bundle. A full disk must not make a stored bundle look refused: the row can be made again. */
  async function tryWriteRow(row: BundleRow): Promise<void> {
    const part = partPath()
    try {
      const file = await open(part, 'wx', 0o600)
      try {
        await file.writeFile(`${JSON.stringify(row)}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(part, pathOf(row.sha256, 'json'))
    } catch {
      await rm(part, { force: true })
    }
  }

  /** The row beside a bundle; made again from the bundle when it is missing or damaged. */
  async function rowOf(sha256: string, { path, bytes }: { path: string; bytes: number }): Promise<BundleRow> {
    const text = await readFile(pathOf(sha256, 'json'), 'utf8').catch(() => '')
    const row = parseRow(text)
    if (row?.sha256 === sha256 && row.bytes === bytes) return row
    const { mtimeMs } = await stat(path)
    const again = await readRow(await openAsBlob(path), { sha256, bytes, receivedAtMs: mtimeMs })
    await tryWriteRow(again)
    return again
  }

  async function list(): Promise<BundleRow[]> {
    const rows: BundleRow[] = []
    for (const name of await readdir(dir)) {
      const sha256 = bundlePattern.exec(name)?.[1]
      const stored = sha256 === undefined ? undefined : await find(sha256)
      if (sha256 === undefined || !stored) continue
      try {
        rows.push(await rowOf(sha256, stored))
      } catch (error) {
        onUnreadable(sha256, error)
      }
    }
    return rows.sort((a, b) => a.receivedAtMs - b.receivedAtMs || (a.sha256 < b.sha256 ? -1 : 1))
  }

  return { receive, list, find }
}

function parseRow(text: string): BundleRow | undefined {
  try {
    return BundleRowSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** A rename is on disk only when its folder is. Windows has no such call and needs none. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Lets one task through at a time, in the order they came; a failed one does not stop the next. */
function createTurnstile(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const turn = last.then(task)
    last = turn.catch(() => undefined)
    return turn
  }
}
