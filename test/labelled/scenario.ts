import type { Script } from '../../demo/model-script.ts'
import type { InferredType } from '#trajectory/inferred-signal.ts'
import type { BrowserUnderTest, TestPage } from '../support/browser-under-test.ts'

/** What a person who saw the session would say of it: a signal, and the step it is about. */
export interface Label {
  type: InferredType
  /** An action of the step, as `tell` tells it, or `call NAME` for a call that did nothing to the page. */
  about: string
}

/** One session that is recorded in the built extension, and what must be inferred of it, no more and no less. */
export interface Scenario {
  name: string
  /** `shop` has the real page-agent in it; `desk` an agent that announces itself. */
  place: 'shop' | 'desk'
  /** Recorded in Chromium unless said otherwise. */
  browser?: 'firefox'
  task: string
  /** What page-agent's model answers, by the person's words. */
  scripts?: Record<string, Script>
  run: (stage: Stage) => Promise<void>
  /** How the person judges it in the popup. */
  judged?: 'Yes' | 'Partly' | 'No'
  labels: readonly Label[]
}

/** Where a scenario plays. */
export interface Stage {
  page: TestPage
  browser: BrowserUnderTest
  pause: (durationMs?: number) => Promise<void>
  /** Asks page-agent in its panel, and waits until it is done. */
  ask: (prompt: string) => Promise<void>
  /** The same without waiting. */
  begin: (prompt: string) => Promise<void>
  /** Has the desk's clerk work; resolves when its run is over. */
  clerk: (plan: ClerkPlan) => Promise<void>
  /** The same without waiting. */
  clerkBegins: (plan: ClerkPlan) => Promise<void>
  clerkIsDone: () => Promise<void>
  /** Books at the desk after so long, ms, and waits for what comes of it. */
  book: (afterMs?: number) => Promise<void>
  /** Empties a field and types into it. */
  retype: (selector: string, text: string) => Promise<void>
}

/** What the desk's agent does; see desk.js. */
export interface ClerkPlan {
  prompt: string
  steps: readonly ClerkStep[]
  end?: { success: boolean; text: string } | 'silence' | 'error'
  checkpoint?: string
  cost?: number
}

type ClerkStep = { thinks?: string } & (
  | { tool: 'click' | 'check'; on: string }
  | { tool: 'fill' | 'select'; on: string; value: string }
  | { tool: 'look' }
  | { tool: 'script'; code: string }
  | { rest: number }
  | { fail: string; error: string }
  | { ask: string }
)
