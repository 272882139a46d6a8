import { ZipWriter } from '@zip.js/zip.js/lib/zip-core-writer.js'
import { hashStream } from '#trajectory/bundle/hash.ts'
import { openZip } from '#trajectory/bundle/zip.ts'

/** The files of a bundle by path; edit them and pack them anew. */
export type Files = Map<string, Uint8Array<ArrayBuffer>>

/** Unpacks a bundle, lets the test damage its files, and packs it again, as another zip tool would: without a seal. */
export async function repack(
  bundle: Blob,
  edit: (files: Files) => void,
  { manifest }: { manifest: 'made anew' | 'left alone' } = { manifest: 'made anew' },
): Promise<Blob> {
  const zip = await openZip(bundle)
  const files: Files = new Map()
  for (const path of zip.paths) {
    const chunks: Uint8Array[] = []
    for await (const chunk of zip.read(path)) chunks.push(chunk)
    files.set(path, new Uint8Array(Buffer.concat(chunks)))
  }
  edit(files)
  if (manifest === 'made anew') await renewManifest(files)
  return pack([...files])
}

/** A zip of just these files; a path may stand there twice. */
export async function pack(files: readonly (readonly [string, Uint8Array<ArrayBuffer>])[]): Promise<Blob> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const packed = new Response(readable).blob()
  const zip = new ZipWriter(writable, { useWebWorkers: false, extendedTimestamp: false })
  // zip.js refuses to write a path twice; same length, renamed in the bytes afterwards.
  const seen = new Set<string>()
  const renamed: string[] = []
  for (const [path, bytes] of files) {
    const name = seen.has(path) ? `\u0001${path.slice(1)}` : path
    if (name !== path) renamed.push(path)
    seen.add(path)
    await zip.add(name, new Blob([bytes]).stream(), { level: 0 })
  }
  await zip.close()
  let text = Buffer.from(await (await packed).arrayBuffer()).toString('latin1')
  for (const path of renamed) text = text.replaceAll(`\u0001${path.slice(1)}`, path)
  return new Blob([Buffer.from(text, 'latin1')])
}

async function renewManifest(files: Files): Promise<void> {
  const bytes = files.get('manifest.json')
  if (!bytes) return
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as { files: Record<string, unknown> }
  manifest.files = {}
  for (const [path, content] of files) {
    if (path !== 'manifest.json') manifest.files[path] = await hashStream(new Blob([content]).stream() as never)
  }
  files.set('manifest.json', new TextEncoder().encode(JSON.stringify(manifest)))
}

/** Rewrites a text file of the bundle. */
export function editText(files: Files, path: string, edit: (text: string) => string): void {
  const bytes = files.get(path)
  if (!bytes) throw new Error(`${path} is not in the bundle`)
  files.set(path, new TextEncoder().encode(edit(new TextDecoder().decode(bytes))))
}

/** Rewrites the JSON value of one line (from 1) of a file; `undefined` removes the line. */
export function editLine(
  files: Files,
  path: string,
  line: number,
  edit: (value: Record<string, never>) => unknown,
): void {
  editText(files, path, (text) => {
    const lines = text.trimEnd().split('\n')
    const value = edit(JSON.parse(lines[line - 1] ?? '') as Record<string, never>)
    if (value === undefined) lines.splice(line - 1, 1)
    else lines[line - 1] = typeof value === 'string' ? value : JSON.stringify(value)
    return `${lines.join('\n')}\n`
  })
}

/** Number of the first log line that satisfies a condition. */
export function findLine(files: Files, condition: (entry: Record<string, unknown>) => boolean): number {
  const lines = new TextDecoder().decode(files.get('log.jsonl')).trimEnd().split('\n')
  const index = lines.findIndex((line) => condition(JSON.parse(line) as Record<string, unknown>))
  if (index === -1) throw new Error('no such entry in the log')
  return index + 1
}
