import * as z from 'zod'
import { signalTypes } from '#trajectory/signal.ts'
import { inferredTypes } from '#trajectory/inferred-signal.ts'

const reward = z.number().min(-1).max(1)
const verdicts = z.strictObject({ success: reward, partly: reward, failure: reward })

/** What each signal and outcome is worth. Rewards follow from it and a log alone, so they can be computed again. */
export const RewardTableSchema = z.strictObject({
  /** Name and version, kept with what was computed by it. */
  id: z.string().min(1),
  /** Of the step a signal is about; a type that is missing is worth nothing. */
  signals: z.partialRecord(z.enum([...new Set([...signalTypes, ...inferredTypes])]), reward),
  /** A rating of 0 to 1 becomes -1 to 1 times this. */
  rating: z.number().min(0).max(1),
  /** What an inferred signal counts beside a given one, before it is weighed by its confidence. */
  inferredWeight: z.number().min(0).max(1),
  /** Inferred signals below this confidence count nothing. */
  leastConfidence: z.number().min(0).max(1),
  /** Whether inferred signals count on a step about which a person said something. */
  inferredBesideGiven: z.boolean(),
  outcome: z.strictObject({ human: verdicts, validator: verdicts, agent: verdicts }),
  /** Whose outcome counts: the first of these who says something. */
  judges: z.array(z.enum(['human', 'validator', 'agent'])),
})

export type RewardTable = z.infer<typeof RewardTableSchema>

const judged = { success: 1, partly: 0.3, failure: -1 }

/** What is used unless another table is given. */
export const defaultRewards: RewardTable = {
  id: 'cairn-rewards@1',
  signals: {
    accept: 0.5,
    reject: -1,
    refine: -0.3,
    cancel: -0.7,
    're-ask': -0.5,
    scold: -0.8,
    takeover: -0.6,
    undo: -0.8,
    'wrong-turn': -0.4,
    loop: -0.6,
    stall: -0.3,
    abandonment: -0.7,
    'reward-hack': -1,
  },
  rating: 1,
  inferredWeight: 0.5,
  leastConfidence: 0.5,
  inferredBesideGiven: false,
  // An agent's own word is worth nothing: it would be trained to claim.
  outcome: { human: judged, validator: judged, agent: { success: 0, partly: 0, failure: 0 } },
  judges: ['human', 'validator'],
}
