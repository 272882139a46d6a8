import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { readConfusion, tableOf } from './confusion.ts'

/** Around the end-to-end tests in one browser: at the end it is shown who did what and who is said to have done it. */
export function setup(): (() => void) | undefined {
  // The whole test run keeps its own, over both browsers, and prints it when all is done.
  if (process.env.CAIRN_CONFUSION) return undefined
  const dir = mkdtempSync(join(tmpdir(), 'cairn-confusion-'))
  const file = join(dir, 'confusion.jsonl')
  process.env.CAIRN_CONFUSION = file
  return () => {
    console.log(`\n${tableOf(readConfusion(file))}`)
    rmSync(dir, { recursive: true, force: true })
    delete process.env.CAIRN_CONFUSION
  }
}
