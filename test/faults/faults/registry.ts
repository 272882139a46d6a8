import type { Fault } from '../fault.ts'
import { workerStop } from './worker-stop.ts'

/** Every fault, in the order they are injected. */
export const faults: readonly Fault[] = [workerStop]
