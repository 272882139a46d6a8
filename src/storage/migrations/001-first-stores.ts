import type { Migration } from './migration.ts'

export const firstStores: Migration = {
  to: 1,
  summary: 'trajectories, entries, DOM segments, sources, captures, pictures, recording state, tabs, uploads',
  upgrade(database) {
    database.createObjectStore('trajectories')
    // Out-of-line array keys: a fifth faster than in-line ones, and they are the idempotency tokens.
    const entries = database.createObjectStore('entries')
    entries.createIndex('byTime', ['trajectoryId', 'atMs'])
    entries.createIndex('byKind', ['trajectoryId', 'kind', 'atMs'])
    for (const name of ['segments', 'sources', 'captures', 'pictures', 'recording', 'tabs', 'uploads'])
      database.createObjectStore(name)
  },
}
