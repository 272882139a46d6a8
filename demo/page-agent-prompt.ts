/** What a scripted model needs to know of the prompt page-agent sends before every step. */
export interface PageAgentPrompt {
  readonly instruction: string
  /** Counts from 1 in every run; a retried inference keeps its number. */
  readonly stepNumber: number
  /** The page as page-agent describes it, one `[12]<button …>text />` per control. */
  readonly pageText: string
}

/** Reads the last user message of a chat request; undefined if page-agent did not write it. */
export function readPageAgentPrompt(message: string): PageAgentPrompt | undefined {
  const instruction = /<user_request>\n([\s\S]*?)\n<\/user_request>/.exec(message)?.[1]
  const stepNumber = /<step_info>\nStep (\d+) of/.exec(message)?.[1]
  const pageText = /<browser_state>\n([\s\S]*)<\/browser_state>/.exec(message)?.[1]
  if (instruction === undefined || stepNumber === undefined || pageText === undefined) return undefined
  return { instruction, stepNumber: Number(stepNumber), pageText }
}

/** Finds the index of the first control whose description matches. */
export function findControlIndex(pageText: string, pattern: RegExp): number | undefined {
  // A description ends with " />" at the end of a line and may hold line breaks before that.
  for (const [, index, description] of pageText.matchAll(/^\s*\*?\[(\d+)\](<[\s\S]*?) \/>$/gm)) {
    if (description !== undefined && pattern.test(description)) return Number(index)
  }
  return undefined
}
