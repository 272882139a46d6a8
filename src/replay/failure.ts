/** Why an action could not be carried out, in words for the report. */
export class ReplayFailure extends Error {
  override name = 'ReplayFailure'
}

/** The reason in one line; drivers explain themselves over many. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? '').replace(/^(?:elementHandle|frame|page|keyboard|mouse|locator)\.\w+: /, '')
}
