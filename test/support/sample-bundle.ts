import { Deflate, Z_SYNC_FLUSH } from 'pako'
import { bundleExporter } from '#exporters/bundle.ts'
import type { TrajectorySource } from '#trajectory/source.ts'
import type { SampleTrajectory } from './sample-trajectory.ts'

/** The bytes that close a stream of sync-flushed deflate parts: one empty final block. */
const deflateEnd = new Uint8Array([0x03, 0x00])

/** A source over a sample; `deflated` hands the DOM out as the recorder stores it, in sync-flushed segments. */
export function sourceOf(
  sample: SampleTrajectory,
  { dom = 'plain' }: { dom?: 'plain' | 'deflated' } = {},
): TrajectorySource {
  const segmentsOf = (sourceId: string): Uint8Array[] => {
    const encoder = new TextEncoder()
    const lines = sample.dom.get(sourceId) ?? []
    return lines.flatMap((_, i) =>
      i % 2 === 0
        ? [
            encoder.encode(
              lines
                .slice(i, i + 2)
                .map((line) => `${line}\n`)
                .join(''),
            ),
          ]
        : [],
    )
  }
  return {
    header: () => Promise.resolve(sample.header),
    log: () => iterate(sample.log),
    domSourceIds: () => Promise.resolve([...sample.dom.keys()]),
    domBytes: (sourceId) => iterate(segmentsOf(sourceId)),
    ...(dom === 'deflated'
      ? { domDeflated: (sourceId: string) => iterate([...segmentsOf(sourceId).map(deflateSegment), deflateEnd]) }
      : {}),
    screenshots: () => iterate([...sample.screenshots].map(([path, bytes]) => ({ path, bytes: iterate([bytes]) }))),
  }
}

function deflateSegment(bytes: Uint8Array): Uint8Array {
  const deflater = new Deflate({ raw: true })
  const parts: Uint8Array[] = []
  deflater.onData = (part) => void parts.push(part)
  deflater.push(bytes, Z_SYNC_FLUSH)
  return Buffer.concat(parts)
}

/** The bundle of a sample, as the exporter writes it. */
export async function bundleOf(sample: SampleTrajectory, options: { dom?: 'plain' | 'deflated' } = {}): Promise<Blob> {
  return await new Response(bundleExporter.write(sourceOf(sample, options))).blob()
}

async function* iterate<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item)
}
