import type { Answers, Message, MessageName, Reply, Sender } from './table.ts'
import { messageTable } from './table.ts'

/** Checks sender and shape of a message and has it answered. Undefined when the message is not one of ours. */
export function answerMessage(answers: Answers, message: unknown, sender: Sender): Promise<Reply<unknown>> | undefined {
  if (!isMessage(message) || !Object.hasOwn(messageTable, message.cairn)) return undefined
  const name = message.cairn as MessageName
  return answer(answers, name, message.request, sender)
}

async function answer(answers: Answers, name: MessageName, request: unknown, sender: Sender): Promise<Reply<unknown>> {
  const row = messageTable[name]
  const from: readonly Sender[] = row.from
  if (!from.includes(sender)) return { ok: false, error: `${name} is not for this sender` }
  const parsed = row.request.safeParse(request)
  if (!parsed.success) {
    const words = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'request'}: ${issue.message}`)
    return { ok: false, error: words.join('; ') }
  }
  try {
    const run = answers[name] as (request: unknown) => Promise<unknown>
    return { ok: true, value: await run(parsed.data) }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'cairn' in message && typeof message.cairn === 'string'
}
