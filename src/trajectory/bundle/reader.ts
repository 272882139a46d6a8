import { parseEntry, type Entry } from '#trajectory/entry.ts'
import { HeaderSchema, type Header } from '#trajectory/header.ts'
import { ManifestSchema, type Manifest } from '#trajectory/manifest.ts'
import type { TrajectorySource } from '#trajectory/source.ts'
import { deriveSteps, type Step } from '#trajectory/step.ts'
import { upgradesFrom, versionOf } from '#trajectory/version.ts'
import { layout } from './layout.ts'
import { linesOf, textOf } from './lines.ts'
import { openZip, type ZipLimits } from './zip.ts'

/** A bundle opened for reading. Old versions are upgraded on the way; a newer one is refused by name. */
export interface Bundle extends TrajectorySource {
  paths: string[]
  manifest: () => Promise<Manifest>
  /** Derived afresh from the log, not read from `steps.jsonl`. */
  steps: () => Promise<Step[]>
  /** Bytes of any file in the bundle. */
  read: (path: string) => AsyncIterable<Uint8Array>
  close: () => Promise<void>
}

/**
 * Opens a bundle (a Blob in a browser, `openAsBlob(path)` in Node).
 * Throws on what cannot be read at all; use `validateBundle` for a list of everything that is wrong.
 */
export async function openBundle(blob: Blob, limits: ZipLimits = {}): Promise<Bundle> {
  const zip = await openZip(blob, limits)
  const rawHeader: unknown = JSON.parse(await textOf(zip.read(layout.header)))
  const steps = upgradesFrom(versionOf(rawHeader))
  const header = HeaderSchema.parse(
    steps.reduce((json, step) => step.header(json), rawHeader as Record<string, unknown>),
  )

  async function* log(): AsyncGenerator<Entry> {
    for await (const line of linesOf(zip.read(layout.log))) {
      const raw = JSON.parse(line.text) as Record<string, unknown>
      const parsed = parseEntry(steps.reduce((json, step) => step.entry(json), raw))
      if ('problems' in parsed) {
        const [problem] = parsed.problems
        throw new Error(`${layout.log}:${line.number}: ${problem?.path ?? ''} ${problem?.message ?? 'is malformed'}`)
      }
      yield parsed.entry
    }
  }

  return {
    paths: zip.paths,
    read: zip.read,
    close: zip.close,
    header: (): Promise<Header> => Promise.resolve(header),
    manifest: async () => ManifestSchema.parse(JSON.parse(await textOf(zip.read(layout.manifest)))),
    log,
    steps: () => deriveSteps(log()),
    domSourceIds: () =>
      Promise.resolve(zip.paths.flatMap((path) => /^dom\/([a-z0-9]+)\.jsonl$/.exec(path)?.slice(1) ?? [])),
    domBytes: (sourceId) => zip.read(layout.dom(sourceId)),
    async *screenshots() {
      for (const path of zip.paths) {
        if (path.startsWith('screenshots/')) yield await Promise.resolve({ path, bytes: zip.read(path) })
      }
    },
  }
}
