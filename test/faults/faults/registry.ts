import type { Fault } from '../fault.ts'
import { acksLost } from './acks-lost.ts'
import { bfcache } from './bfcache.ts'
import { browserKill } from './browser-kill.ts'
import { corruption } from './corruption.ts'
import { extensionKill } from './extension-kill.ts'
import { extensionReload } from './extension-reload.ts'
import { fullDisk } from './full-disk.ts'
import { idleDeath } from './idle-death.ts'
import { powerCut } from './power-cut.ts'
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
  acksLost,
  idleDeath,
  browserKill,
  tabCrash,
  bfcache,
  extensionReload,
  corruption,
  fullDisk,
  powerCut,
]
