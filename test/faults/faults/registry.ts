import type { Fault } from '../fault.ts'
import { corruption } from './corruption.ts'
import { fullDisk } from './full-disk.ts'
import { powerCut } from './power-cut.ts'
import { workerStop } from './worker-stop.ts'

/** Every fault, in the order they are injected. */
export const faults: readonly Fault[] = [workerStop, corruption, fullDisk, powerCut]
