import type { Runtime } from '#platform/browser.ts'

/** The origin as the browser vouches for it, never as a message says. */
export function originOf(sender: Runtime.MessageSender | undefined): string | null {
  const stated = (sender as { origin?: string } | undefined)?.origin
  if (stated !== undefined) return stated
  try {
    return sender?.url === undefined ? null : new URL(sender.url).origin
  } catch {
    return null
  }
}
