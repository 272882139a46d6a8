// The build without workers and WebAssembly, which an extension's content policy forbids, and without a codec of its own:
// browsers and Node have one.
import { BlobReader, ZipReader, type FileEntry } from '@zip.js/zip.js/lib/zip-core.js'
import { chunksOf } from './chunks.ts'

/** A zip opened for reading; files are read one at a time and never held whole unless asked for. */
export interface Zip {
  /** Paths in the order of the central directory; a path that stands there twice is listed twice. */
  paths: string[]
  /** What another reader might understand differently (bytes before, between or after the files …); empty is sound. */
  ambiguities: string[]
  has: (path: string) => boolean
  /** Chunks of a file's uncompressed bytes, never more than the zip announces; rejects when size or CRC does not hold. */
  read: (path: string) => AsyncGenerator<Uint8Array>
  close: () => Promise<void>
}

/** What a zip from a stranger may cost its reader. */
export interface ZipLimits {
  /** Uncompressed size of all files together. */
  maxBytes?: number
  /** Uncompressed size over size of the zip; bundles of mostly DOM streams reach about 30. */
  maxRatio?: number
}

/** Files in a zip at most: some hundred thousand steps with a picture each, and little enough to hold their names. */
const maxFiles = 250_000

/** Zips smaller than this, unpacked, are let through whatever their ratio. */
const ratioFreeBytes = 16 * 1024 * 1024

/** Opens a zip; throws with plain words when the bytes are not one, or it is larger than the limits. */
export async function openZip(blob: Blob, limits: ZipLimits = {}): Promise<Zip> {
  const reader = new ZipReader(new BlobReader(blob), {
    useWebWorkers: false,
    checkCrc32: true,
    checkOverlappingEntry: true,
    checkLocalFilename: true,
  })
  const files: FileEntry[] = []
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (!entry.directory) files.push(entry)
      if (files.length > maxFiles) throw new Error(`more than ${maxFiles} files`)
    }
  } catch (error) {
    throw new Error(`not a readable zip file: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  checkLimits(files, blob.size, limits)
  const byPath = new Map<string, FileEntry>()
  for (const file of files) if (!byPath.has(file.filename)) byPath.set(file.filename, file)

  return {
    paths: files.map((file) => file.filename),
    ambiguities: [...new Set((reader.warnings ?? []).map((warning) => warning.reason))],
    has: (path) => byPath.has(path),
    async *read(path) {
      const file = byPath.get(path)
      if (!file) throw new Error(`${path} is not in the bundle`)
      let fail: (error: unknown) => void = () => undefined
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
        start(controller) {
          fail = (error) => controller.error(error)
        },
      })
      const copied = file.getData(writable)
      // When the local header is damaged, zip.js rejects but leaves the stream open: its reader would wait for ever.
      copied.catch((error: unknown) => fail(error))
      yield* chunksOf(readable)
      await copied
    },
    close: () => reader.close(),
  }
}

/** A zip that would unpack to more than the reader allows. */
export class ZipLimitError extends Error {
  override name = 'ZipLimitError'
}

function checkLimits(files: readonly FileEntry[], zipBytes: number, limits: ZipLimits): void {
  const total = files.reduce((sum, file) => sum + file.uncompressedSize, 0)
  if (limits.maxBytes !== undefined && total > limits.maxBytes) {
    throw new ZipLimitError(`unpacks to ${total} bytes, at most ${limits.maxBytes} are allowed`)
  }
  if (limits.maxRatio !== undefined && total > ratioFreeBytes && total > limits.maxRatio * zipBytes) {
    throw new ZipLimitError(
      `unpacks to ${Math.round(total / zipBytes)} times its size, at most ${limits.maxRatio} times is allowed`,
    )
  }
}
