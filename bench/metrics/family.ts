import type { Arms } from '../arms.ts'
import type { Row } from '../row.ts'
import type { Server } from '../server.ts'

/** What a family of metrics has to work with. */
export interface Lab {
  arms: () => Promise<Arms>
  server: Server
  /** Paired repetitions: in each of them every arm has its turn. */
  reps: number
  say: (line: string) => void
}

/** Metrics that are measured together. */
export interface Family {
  name: string
  measure: (lab: Lab) => Promise<Row[]>
}
