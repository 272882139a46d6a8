import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { parseEntry, type Entry } from '#trajectory/entry.ts'
import { HeaderSchema, type Header } from '#trajectory/header.ts'

const folder = join(import.meta.dirname, '../fixtures/signals')
const pathOf = (name: string): string => join(folder, `${name}.jsonl.gz`)

/** A recorded session as it is kept: the header, then the log; neither pictures nor the DOM stream. */
export interface LabelledRecording {
  header: Header
  log: Entry[]
}

export async function writeRecording(name: string, { header, log }: LabelledRecording): Promise<void> {
  await mkdir(folder, { recursive: true })
  const lines = [header, ...log].map((value) => JSON.stringify(value))
  await writeFile(pathOf(name), gzipSync(lines.join('\n'), { level: 9 }))
}

/** Throws when a line does not fit its schema. */
export async function readRecording(name: string): Promise<LabelledRecording> {
  const [first = '', ...rest] = gunzipSync(await readFile(pathOf(name)))
    .toString('utf8')
    .split('\n')
  const log = rest.map((line) => {
    const parsed = parseEntry(JSON.parse(line))
    if ('problems' in parsed) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`)
    return parsed.entry
  })
  return { header: HeaderSchema.parse(JSON.parse(first)), log }
}
