import 'fake-indexeddb/auto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { IDBFactory } from 'fake-indexeddb'
import { openDB } from 'idb'
import { describe, expect, it } from 'vitest'
import { bundleExporter } from '#exporters/bundle.ts'
import { databaseName, openDatabase, type CairnDatabase } from '#storage/database.ts'
import { appendOwn } from '#storage/log.ts'
import { migrations } from '#storage/migrations/registry.ts'
import { storedSource } from '#storage/source.ts'
import { listTrajectories } from '#storage/trajectories.ts'
import { validateBundle } from '#trajectory/bundle/validate.ts'

/** A database as some version left it, written out by the code of that version. */
interface Dump {
  version: number
  stores: Record<string, { indexes: Record<string, string[]>; rows: [key: IDBValidKey, value: unknown][] }>
}

const folder = join(import.meta.dirname, '../../fixtures/storage')
const dumps = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8'), revive) as Dump)

/** What JSON does not know stands in a dump as an object with one marked field. */
function revive(_key: string, value: unknown): unknown {
  const { $bytes, $blob, $number, type } = Object(value) as Record<string, string | undefined>
  if ($bytes !== undefined) return new Uint8Array(Buffer.from($bytes, 'base64'))
  if ($blob !== undefined) return new Blob([Buffer.from($blob, 'base64')], { type: type ?? '' })
  return $number === undefined ? value : Number($number)
}

async function load({ version, stores }: Dump): Promise<void> {
  globalThis.indexedDB = new IDBFactory()
  const database = await openDB(databaseName, version, {
    upgrade(fresh) {
      for (const [name, { indexes, rows }] of Object.entries(stores)) {
        const store = fresh.createObjectStore(name)
        for (const [index, path] of Object.entries(indexes)) store.createIndex(index, path)
        for (const [key, value] of rows) void store.add(value, key)
      }
    },
  })
  database.close()
}

async function everything(database: CairnDatabase): Promise<Record<string, [IDBValidKey, unknown][]>> {
  const found: Record<string, [IDBValidKey, unknown][]> = {}
  for (const name of database.objectStoreNames) {
    const [keys, values] = await Promise.all([database.getAllKeys(name), database.getAll(name)])
    found[name] = keys.map((key, i) => [key, values[i]])
  }
  return found
}

describe('a database of an earlier version', () => {
  it('is here as a dump, one of each version but the present', () => {
    expect(dumps.map(({ version }) => version)).toEqual(migrations.slice(0, -1).map(({ to }) => to))
  })

  it.each(dumps.map((dump) => [dump.version, dump] as const))(
    'of version %i keeps every row, in stores and indexes like those of a new database',
    async (_version, dump) => {
      globalThis.indexedDB = new IDBFactory()
      const fresh = await openDatabase()
      const shape = shapeOf(fresh)
      fresh.close()
      await load(dump)
      const database = await openDatabase()
      expect(database.version).toBe(migrations.length)
      expect(shapeOf(database)).toEqual(shape)
      const now = await everything(database)
      for (const [name, { rows }] of Object.entries(dump.stores)) {
        expect(
          now[name]?.map(([key]) => key),
          name,
        ).toEqual(rows.map(([key]) => key))
        for (const [i, [, value]] of rows.entries()) expect(now[name]?.[i]?.[1], name).toMatchObject(value as object)
      }
      database.close()
    },
  )

  it.each(dumps.map((dump) => [dump.version, dump] as const))(
    'of version %i can be counted, exported and written on',
    async (_version, dump) => {
      await load(dump)
      const database = await openDatabase()
      const rows = await listTrajectories(database)
      expect(rows.length).toBeGreaterThan(0)
      for (const { id, entries, pictures } of rows) {
        const all = IDBKeyRange.bound([id], [id, []])
        expect([entries, pictures]).toEqual([
          await database.count('entries', all),
          await database.count('pictures', all),
        ])
        const bundle = bundleExporter.write(await storedSource(database, id))
        expect(
          await validateBundle(await new Response(bundle as ReadableStream<Uint8Array<ArrayBuffer>>).blob()),
        ).toEqual([])
      }
      const [newest] = rows
      await appendOwn(database, newest?.id ?? '', {
        ...{ kind: 'gap', atMs: 1, tabId: null, frameId: null, documentId: null, origin: null, provenance: 'observed' },
        ...{ reason: 'interrupted', detail: 'x', url: null },
      })
      expect((await database.get('trajectories', newest?.id ?? ''))?.entries).toBe((newest?.entries ?? 0) + 1)
      database.close()
    },
  )
})

/** Names of stores and of their indexes. */
function shapeOf(database: CairnDatabase): Record<string, string[]> {
  return Object.fromEntries(
    [...database.objectStoreNames].map((name) => [name, [...database.transaction(name).store.indexNames]]),
  )
}
