import { browser } from '#platform/browser.ts'
import type { MessageName, Replies, Reply, Request } from './table.ts'

/** How pages ask the background. */
export type Call = typeof call

/** Asks the background and awaits its answer; throws its words when it could not do it. */
export async function call<N extends MessageName>(name: N, request: Request<N>): Promise<Replies[N]> {
  const reply = await browser.runtime.sendMessage<unknown, Reply<Replies[N]> | undefined>({ cairn: name, request })
  if (!reply) throw new Error('the background did not answer; close this page and open it again')
  if (!reply.ok) throw new Error(reply.error)
  return reply.value
}
