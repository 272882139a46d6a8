import { action } from './action.ts'
import type { Family } from './family.ts'
import { mainThread } from './main-thread.ts'
import { snapshot } from './snapshot.ts'
import { storage } from './storage.ts'

/** Every family of metrics, in the order they run. */
export const families: readonly Family[] = [mainThread, action, snapshot, storage]
