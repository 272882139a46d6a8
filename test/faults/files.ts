import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { open, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserName } from './fault.ts'
import type { Random } from './random.ts'

/** A way to damage the files of the extension's database while the browser is not running. */
export interface Damage {
  name: string
  browser: BrowserName
  /** Resolves with what was done; throws when there was nothing to do it to. */
  to: (profile: string, random: Random) => Promise<string>
}

/** Where Chromium keeps the database of the one extension of a profile. */
export function levelDb(profile: string, kind: 'leveldb' | 'blob' = 'leveldb'): string {
  const folder = join(profile, 'Default', 'IndexedDB')
  const name = readdirSync(folder).find((name) => new RegExp(`^chrome-extension_.*\\.indexeddb\\.${kind}$`).test(name))
  if (name === undefined) throw new Error(`there is no database in ${folder}`)
  return join(folder, name)
}

/** Where Firefox keeps it; the one with `userContextId` is that of `storage.local`. */
function sqlite(profile: string, ending: string): string {
  const folder = join(profile, 'storage', 'default')
  const origin = readdirSync(folder).find((name) => /^moz-extension\+\+\+[^^]+$/.test(name))
  const path = origin === undefined ? folder : join(folder, origin, 'idb')
  // The largest: a scratch database is a small one.
  const found = readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(path, name))
    .sort((a, b) => statSync(b).size - statSync(a).size)
  if (found[0] === undefined) throw new Error(`there is no ${ending} in ${path}`)
  return found[0]
}

/** A text that stands in what is recorded: by it the tables that hold recordings are found. */
const recordedText = 'desk.html'

function tableOfRecordings(profile: string): { path: string; places: number[] } {
  const folder = levelDb(profile)
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.ldb'))) {
    const path = join(folder, name)
    const bytes = readFileSync(path)
    const places: number[] = []
    for (let at = bytes.indexOf(recordedText); at !== -1; at = bytes.indexOf(recordedText, at + 1)) places.push(at)
    if (places.length > 0) return { path, places }
  }
  throw new Error(`no table in ${folder} holds ${recordedText}`)
}

async function flipAt(path: string, places: readonly number[]): Promise<string> {
  const file = await open(path, 'r+')
  try {
    const byte = Buffer.alloc(1)
    for (const at of places) {
      await file.read(byte, 0, 1, at)
      byte[0] = (byte[0] ?? 0) ^ 0xff
      await file.write(byte, 0, 1, at)
    }
  } finally {
    await file.close()
  }
  return `flipped bytes ${places.join(', ')} of the ${statSync(path).size} in ${path}`
}

/** The largest file of a folder, at any depth, whose name fits. */
function largest(folder: string, fits: RegExp): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => fits.test(name) && statSync(join(folder, name)).isFile())
    .sort((a, b) => statSync(join(folder, b)).size - statSync(join(folder, a)).size)
  if (found[0] === undefined) throw new Error(`no file like ${fits.source} in ${folder}`)
  return join(folder, found[0])
}

function flip(path: string, random: Random, times: number): Promise<string> {
  const { size } = statSync(path)
  // Not the header: that alone is found by anybody.
  const place = (): number => Math.floor(random.between(Math.min(4096, size / 2), size - 1))
  return flipAt(path, Array.from({ length: times }, place))
}

async function cutInHalf(path: string): Promise<string> {
  const { size } = statSync(path)
  await truncate(path, Math.floor(size / 2))
  return `cut ${path} down to ${Math.floor(size / 2)} of ${size} bytes`
}

async function remove(path: string): Promise<string> {
  await rm(path, { recursive: true })
  return `deleted ${path}`
}

async function zero(path: string): Promise<string> {
  const { length } = readFileSync(path)
  await writeFile(path, Buffer.alloc(length))
  return `wrote zeros over the ${length} bytes of ${path}`
}

/** The seven ways of Chromium, and those that Firefox has instead. */
export const damages: readonly Damage[] = [
  {
    name: 'log flipped',
    browser: 'chromium',
    to: (profile, random) => flip(largest(levelDb(profile), /\.log$/), random, 3),
  },
  {
    name: 'table flipped',
    browser: 'chromium',
    to(profile, random) {
      const { path, places } = tableOfRecordings(profile)
      return flipAt(
        path,
        [1, 2, 3].map(() => random.pick(places)),
      )
    },
  },
  { name: 'table deleted', browser: 'chromium', to: (profile) => remove(tableOfRecordings(profile).path) },
  { name: 'CURRENT zeroed', browser: 'chromium', to: (profile) => zero(join(levelDb(profile), 'CURRENT')) },
  { name: 'MANIFEST deleted', browser: 'chromium', to: (profile) => remove(largest(levelDb(profile), /^MANIFEST/)) },
  { name: 'log truncated', browser: 'chromium', to: (profile) => cutInHalf(largest(levelDb(profile), /\.log$/)) },
  { name: 'pictures deleted', browser: 'chromium', to: (profile) => remove(levelDb(profile, 'blob')) },
  { name: 'bytes flipped', browser: 'firefox', to: (profile, random) => flip(sqlite(profile, '.sqlite'), random, 40) },
  { name: 'database truncated', browser: 'firefox', to: (profile) => cutInHalf(sqlite(profile, '.sqlite')) },
  { name: 'database deleted', browser: 'firefox', to: (profile) => remove(sqlite(profile, '.sqlite')) },
  {
    name: 'WAL zeroed',
    browser: 'firefox',
    async to(profile) {
      const path = `${sqlite(profile, '.sqlite')}-wal`
      return existsSync(path) ? zero(path) : 'there was no WAL left'
    },
  },
  { name: 'pictures deleted', browser: 'firefox', to: (profile) => remove(sqlite(profile, '.files')) },
]
