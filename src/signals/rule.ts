import type { InferredSignal, InferredType } from '#trajectory/inferred-signal.ts'
import type { Overview } from './overview.ts'

/** What a rule says; its id, version and the step are added by whoever asked it. */
export type Finding = Omit<InferredSignal, 'type' | 'by' | 'stepIndex'>

/** A pure rule that finds one type of signal. Rules do not know of each other's findings. */
export interface SignalRule {
  /** The type it finds; there is one rule for each. */
  type: InferredType
  /** Raised with every change of what it finds. */
  version: number
  /** What it takes for such a signal, in a sentence. */
  finds: string
  find: (overview: Overview) => Finding[]
}
