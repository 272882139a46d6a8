import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Problem } from '#trajectory/bundle/problem.ts'
import { validateBundle } from '#trajectory/bundle/validate.ts'
import { toPlain } from './plain-text.ts'

/** A file named on the command line, checked. `blob` is missing when it cannot be read at all. */
export interface CheckedFile {
  path: string
  blob: Blob | undefined
  problems: Problem[]
}

/** Opens and validates a bundle; a file that cannot be read is a problem like any other. */
export async function checkBundleFile(path: string): Promise<CheckedFile> {
  let blob: Blob
  try {
    const stats = await stat(path)
    if (!stats.isFile()) throw new Error('it is not a file')
    blob = await openAsBlob(path)
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return { path, blob: undefined, problems: [{ code: 'unreadable-file', file: '', message }] }
  }
  return { path, blob, problems: await validateBundle(blob) }
}

/** One line per problem: `FILE!log.jsonl:12 actor: message [code]`. */
export function problemLine(path: string, { file, line, path: field, message, code }: Problem): string {
  const inside =
    file === '' ? '' : `!${file}${line === undefined ? '' : `:${line}`}${field === undefined ? '' : ` ${field}`}`
  return toPlain(`${path}${inside}: ${message} [${code}]`)
}
