import type { Fault } from '../fault.ts'
import { bfcache } from './bfcache.ts'
import { browserKill } from './browser-kill.ts'
import { extensionKill } from './extension-kill.ts'
import { extensionReload } from './extension-reload.ts'
import { idleDeath } from './idle-death.ts'
import { tabCrash } from './tab-crash.ts'
import { workerClose } from './worker-close.ts'
import { workerHang } from './worker-hang.ts'
import { workerStop } from './worker-stop.ts'

/** Every fault, in the order they are injected. */
export const faults: readonly Fault[] = [
  workerStop,
  workerClose,
  extensionKill,
  workerHang,
  idleDeath,
  browserKill,
  tabCrash,
  bfcache,
  extensionReload,
]
