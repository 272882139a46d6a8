import CRC32 from 'crc-32'
// Every worker that starts evaluates this: the part that writes, without a codec of its own, which costs more than all of it.
import { ZipWriter } from '@zip.js/zip.js/lib/zip-core-writer.js'
import { createHasher, hashStream } from '#trajectory/bundle/hash.ts'
import { bundleExtension, bundleMediaType, layout } from '#trajectory/bundle/layout.ts'
import { createSealer } from '#trajectory/bundle/seal.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { Header } from '#trajectory/header.ts'
import type { Manifest } from '#trajectory/manifest.ts'
import type { TrajectorySource } from '#trajectory/source.ts'
import { createStepReader } from '#trajectory/step.ts'
import { createSummary } from '#trajectory/summary.ts'
import { dataCard } from './data-card.ts'
import type { Exporter } from './exporter.ts'

/** The whole trajectory as one zip. The same trajectory always gives the same bytes. */
export const bundleExporter: Exporter = {
  id: 'bundle',
  label: 'Cairn bundle (everything, zip)',
  extension: bundleExtension,
  mediaType: bundleMediaType,
  losses: () => Promise.resolve([]),
  write(source) {
    const { stream, fail } = createSealer()
    // Not by aborting the writable: the zip writer holds its lock, and the reader would wait for ever.
    writeBundle(source, stream.writable).catch(fail)
    return stream.readable
  },
}

async function writeBundle(source: TrajectorySource, writable: WritableStream<Uint8Array>): Promise<void> {
  const stored = await source.header()
  const zip = new ZipWriter(writable, {
    useWebWorkers: false,
    rawLastModDate: toDosDate(stored.startedAtMs),
    extendedTimestamp: false,
    dataDescriptor: true,
    keepOrder: true,
  })
  const files: Manifest['files'] = {}

  const add = async (path: string, bytes: () => AsyncIterable<Uint8Array>, level: number): Promise<void> => {
    const hasher = createHasher()
    await zip.add(path, streamOf(tap(bytes(), hasher.update)), { level })
    files[path] = hasher.digest()
  }

  const summary = createSummary()
  const steps = createStepReader()
  const readEntry = (entry: Entry): void => {
    summary.add(entry)
    steps.read(entry)
  }
  await add(layout.log, () => encodeLines(tap(source.log(), readEntry)), 6)
  await add(layout.steps, () => encodeLines(steps.result().named.map(({ step }) => step)), 6)
  for (const sourceId of await source.domSourceIds()) {
    if (source.domDeflated) await addDeflated(zip, files, source, sourceId, source.domDeflated)
    else await add(layout.dom(sourceId), () => source.domBytes(sourceId), 6)
  }
  for await (const { path, bytes } of source.screenshots()) await add(path, () => bytes, 0)

  const header: Header = { ...stored, ...summary.result() }
  await add(layout.header, () => encodeText(`${JSON.stringify(header, null, 2)}\n`), 6)
  await add(layout.card, () => encodeText(dataCard(header)), 6)
  const manifest: Manifest = { format: 'cairn-manifest', trajectoryId: header.id, files }
  await zip.add(layout.manifest, streamOf(encodeText(`${JSON.stringify(manifest, null, 2)}\n`)), { level: 6 })
  await zip.close()
}

/** Puts stored segments into the zip as they are: read once for hash and CRC, once more to copy. */
async function addDeflated(
  zip: ZipWriter<unknown>,
  files: Manifest['files'],
  source: TrajectorySource,
  sourceId: string,
  deflated: NonNullable<TrajectorySource['domDeflated']>,
): Promise<void> {
  const path = layout.dom(sourceId)
  let crc = 0
  const hash = await hashStream(tap(source.domBytes(sourceId), (chunk) => (crc = CRC32.buf(chunk, crc))))
  files[path] = hash
  await zip.add(path, streamOf(deflated(sourceId)), {
    passThrough: true,
    compressionMethod: 8,
    uncompressedSize: hash.bytes,
    crc32: crc >>> 0,
  })
}

/**
 * The date of every file in the zip: the start of the recording, in UTC. A date of today, or one in the time zone of
 * the machine, would give other bytes with every export.
 */
function toDosDate(atMs: number): number {
  const date = new Date(Math.min(Math.max(atMs, Date.UTC(1980, 0, 1)), Date.UTC(2107, 11, 31)))
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate()
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1)
  return ((day << 16) | time) >>> 0
}

async function* tap<T>(items: AsyncIterable<T>, visit: (item: T) => void): AsyncGenerator<T> {
  for await (const item of items) {
    visit(item)
    yield item
  }
}

/** Writers are fastest with large chunks, and one line is often a few hundred bytes. */
const chunkBytes = 256 * 1024

async function* encodeLines(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let text = ''
  for await (const value of values) {
    text += `${JSON.stringify(value)}\n`
    if (text.length < chunkBytes) continue
    yield encoder.encode(text)
    text = ''
  }
  if (text !== '') yield encoder.encode(text)
}

async function* encodeText(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text))
}

function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next: IteratorResult<Uint8Array, unknown> = await iterator.next()
      if (next.done === true) controller.close()
      else controller.enqueue(next.value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
