import type { Page } from 'playwright'
import type { Action, ActionName } from '#trajectory/action.ts'
import type { Found } from '#replay/finding.ts'
import type { Stage } from '#replay/stage.ts'

export type Named<N extends ActionName> = Extract<Action, { name: N }>

export interface Scene {
  stage: Stage
  page: Page
}

/** How one kind of action is carried out. What `run` resolves with is a remark for the report. */
export type Performer<N extends ActionName> =
  | { on: 'element'; run: (action: Named<N>, found: Found, scene: Scene) => Promise<string | undefined> }
  | { on: 'tab'; run: (action: Named<N>, stage: Stage) => Promise<string | undefined> }
  /** Not carried out, and why. */
  | { on: 'nothing'; why: string }
