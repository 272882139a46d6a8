import { action } from './action.ts'
import { bytes } from './bytes.ts'
import type { Family } from './family.ts'
import { firefox } from './firefox.ts'
import { giantsFamily } from './giants.ts'
import { longLog } from './long-log.ts'
import { longPage } from './long-page.ts'
import { longSession } from './long-session.ts'
import { mainThread } from './main-thread.ts'
import { snapshot } from './snapshot.ts'
import { storage } from './storage.ts'
import { wake } from './wake.ts'

/** Every family of metrics, in the order they run. */
export const families: readonly Family[] = [
  // First: the browsers of the others are not open yet.
  wake,
  mainThread,
  action,
  snapshot,
  firefox,
  bytes,
  storage,
  longSession,
  giantsFamily,
  longLog,
  longPage,
]
