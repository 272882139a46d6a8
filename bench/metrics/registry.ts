import type { Family } from './family.ts'
import { mainThread } from './main-thread.ts'

/** Every family of metrics, in the order they run. */
export const families: readonly Family[] = [mainThread]
