import { firstStores } from './001-first-stores.ts'
import { counts } from './002-counts.ts'
import type { Migration } from './migration.ts'

/** Every migration in order; the database's version is their number. */
export const migrations: readonly Migration[] = [firstStores, counts]
