import type { ActionName } from '#trajectory/action.ts'
import type { TestPage } from '../support/browser-under-test.ts'

/** One page built from a library that people use, and what a person does with it. */
export interface GalleryApp {
  /** Its folder in `apps/`; its page is `page.html` in there. */
  name: string
  /** Carries out what a person does, waiting only for what a person can see. */
  session: (page: TestPage) => Promise<void>
  /** Returns once the page shows what the session leads to; fails when it never does. */
  reached: (page: TestPage) => Promise<void>
  /**
   * What the log must hold of the session as a person's doing, in this order. Other actions may stand in between: what
   * the page does by script, and what no researcher would miss.
   */
  expected: ExpectedAction[]
}

export interface ExpectedAction {
  name: ActionName
  /** The target's role, when a researcher would insist on it. */
  role?: string
  /** The target's accessible name, or its text where it has none. */
  on?: string | RegExp
  /** Arguments that must be there as given; others may be there too. */
  args?: Record<string, unknown>
}
