import type { Scenario } from './scenario.ts'
import { clerkScenarios } from './scenarios/clerk.ts'
import { hardScenarios } from './scenarios/hard.ts'
import { personScenarios } from './scenarios/person.ts'
import { shopScenarios } from './scenarios/shop.ts'

/** Every session of the labelled set. */
export const scenarios: readonly Scenario[] = [
  ...personScenarios,
  ...clerkScenarios,
  ...shopScenarios,
  ...hardScenarios,
]
