import type { Scenario } from './scenario.ts'
import { editScenarios } from './scenarios/edits.ts'
import { hardScenarios } from './scenarios/hard.ts'
import { personScenarios } from './scenarios/person.ts'
import { promptScenarios } from './scenarios/prompts.ts'
import { shopScenarios } from './scenarios/shop.ts'
import { takeoverScenarios } from './scenarios/takeovers.ts'
import { troubleScenarios } from './scenarios/troubles.ts'

/** Every session of the labelled set. */
export const scenarios: readonly Scenario[] = [
  ...personScenarios,
  ...takeoverScenarios,
  ...editScenarios,
  ...troubleScenarios,
  ...promptScenarios,
  ...shopScenarios,
  ...hardScenarios,
]
