/** What the scripted model says before it acts; page-agent shows it to the person and sends it back as history. */
export interface Reflection {
  readonly evaluation: string
  readonly memory: string
  readonly nextGoal: string
}

/** An action of page-agent; `on` finds its element in the text that page-agent makes of the page. */
export type ScriptAction =
  | { readonly tool: 'click_element_by_index'; readonly on: RegExp }
  | { readonly tool: 'input_text'; readonly on: RegExp; readonly text: string }
  | { readonly tool: 'select_dropdown_option'; readonly on: RegExp; readonly text: string }
  | { readonly tool: 'scroll'; readonly down: boolean; readonly pages: number; readonly on?: RegExp }
  | { readonly tool: 'wait'; readonly seconds: number }
  | { readonly tool: 'ask_user'; readonly question: string }
  | { readonly tool: 'done'; readonly text: string; readonly success: boolean }

/** One answer of the scripted model. */
export interface AnswerStep extends Reflection {
  readonly action: ScriptAction
  /** How long the model pretends to think. */
  readonly delayMs?: number
}

/** An answer that fails instead; page-agent retries most of these and then gets the step that follows. */
export interface FailStep {
  readonly fail: { readonly status: number; readonly message?: string }
  readonly delayMs?: number
}

/** One line of a script. */
export type ScriptStep = AnswerStep | FailStep

/** What the model answers, in order; every run starts at the top. */
export type Script = readonly ScriptStep[]

/** Tells a fault from an answer. */
export function isFailStep(step: ScriptStep): step is FailStep {
  return 'fail' in step
}
