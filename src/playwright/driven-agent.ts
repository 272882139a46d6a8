import type { Page } from 'playwright'
import {
  createId,
  runsOf,
  type CallId,
  type LlmCall,
  type Run,
  type RunOptions,
  type Signals,
  type Work,
} from '#agents/emitter.ts'
import type { Request } from '#messages/table.ts'

export interface DrivenAgentOptions {
  /** What people call the agent: `browser-use`. */
  name: string
  version?: string
  /** This very instance; made up when not given. */
  instance?: string
  /** The page it works in, where a run or a call names no other; the first of the browser when not given. */
  page?: Page
  /** What every inference has in common: provider and model, say. */
  inference?: LlmCall
}

/**
 * An agent that drives the browser from outside, and says what it does in the words of `cairn/agent`. Each call resolves
 * when every page concerned knows, and rejects when it could not be recorded.
 */
export interface DrivenAgent {
  readonly instance: string
  run: (options?: RunOptions & { page?: Page }) => Promise<DrivenRun>
}

export interface DrivenWork {
  /** What it thinks; a part of it at a time, too. */
  reasoning: (text: string, about?: { toolCall?: CallId; messageId?: string }) => Promise<void>
  /** What it says to the person. */
  text: (text: string, messageId?: string) => Promise<void>
  plan: (items: readonly { text: string; status?: string }[]) => Promise<void>
  /** Begins a named step; the function it resolves with ends it. */
  step: (name: string) => Promise<() => Promise<void>>
  /** Once this has resolved, all input in that tab is this call's, trusted or not, until its `result` or `fail`. */
  toolCall: (name: string, args?: unknown, options?: { page?: Page; id?: string }) => Promise<DrivenToolCall>
  /** One inference: names and numbers, never a request. */
  llmCall: (call: LlmCall, about?: { toolCall?: CallId }) => Promise<void>
  signal: <N extends keyof Signals>(name: N, value: Signals[N]) => Promise<void>
  subagent: (
    name: string,
    options?: { toolCall?: CallId; description?: string; id?: string; page?: Page },
  ) => Promise<DrivenSubagent>
}

export interface DrivenRun extends DrivenWork {
  readonly id: string
  finish: (end?: Parameters<Run['finish']>[0]) => Promise<void>
  fail: (message: string, code?: string) => Promise<void>
}

export interface DrivenSubagent extends DrivenWork {
  readonly id: string
  finish: (end?: { result?: unknown }) => Promise<void>
  fail: (message: string, code?: string) => Promise<void>
}

export interface DrivenToolCall extends CallId {
  result: (content?: unknown, facts?: { durationMs?: number }) => Promise<void>
  fail: (error: string) => Promise<void>
}

type Declare = (said: Request<'agent.declare'>['said']) => Promise<unknown>

export interface Driver {
  declare: Declare
  /** The browser's number of the tab that shows a page; null while it shows none that can be recorded. */
  tabOf: (page: Page) => Promise<number | null>
  firstPage: () => Page | undefined
}

/** Makes an agent that drives the browser from outside and declares what it does. */
export function driveAgent(
  { name, version, instance = createId(), page: home, inference }: DrivenAgentOptions,
  { declare, tabOf, firstPage }: Driver,
): DrivenAgent {
  const src = { name, version, instance }
  let seq = 0
  let waiting: { envelope: { v: 1 } & Record<string, unknown>; page: Page | undefined }[] = []
  /** What was said first is declared first. */
  let last: Promise<unknown> = Promise.resolve()

  const begin = runsOf<Page>(instance, {
    emit: (event, page) =>
      waiting.push({
        envelope: { v: 1, src, seq: ++seq, event: { timestamp: Date.now(), ...event } },
        page: page ?? home ?? firstPage(),
      }),
    // What is typed into which field the page knows, and masks it.
    isSecret: () => false,
  })

  /** Says something, and declares it together with what waited. */
  function tell(say: () => void): Promise<void> {
    say()
    const said = waiting
    waiting = []
    const telling = last.then(async () => {
      const addressed: Request<'agent.declare'>['said'] = []
      for (const { envelope, page } of said) addressed.push({ envelope, tabId: page ? await tabOf(page) : null })
      await declare(addressed)
    })
    last = telling.catch(() => undefined)
    return telling
  }

  /** The same where saying it gives something. */
  async function made<T>(make: () => T): Promise<T> {
    const thing = make()
    await tell(() => undefined)
    return thing
  }

  function workOf(work: Work<Page>): DrivenWork {
    return {
      reasoning: (text, about) => tell(() => work.reasoning(text, about)),
      text: (text, messageId) => tell(() => work.text(text, messageId)),
      plan: (items) => tell(() => work.plan(items)),
      async step(stepName) {
        const end = await made(() => work.step(stepName))
        return () => tell(end)
      },
      async toolCall(toolName, args, { page: target, ...rest } = {}) {
        const call = await made(() => work.toolCall(toolName, args, { ...rest, ...(target ? { target } : {}) }))
        return {
          id: call.id,
          result: (content, facts) => tell(() => call.result(content, facts)),
          fail: (error) => tell(() => call.fail(error)),
        }
      },
      llmCall: (call, about) => tell(() => work.llmCall({ ...inference, ...call }, about)),
      signal: (signal, value) => tell(() => work.signal(signal, value)),
      async subagent(subagentName, { page: target, ...rest } = {}) {
        const sub = await made(() => work.subagent(subagentName, { ...rest, ...(target ? { target } : {}) }))
        return { ...workOf(sub), ...endingOf(sub) }
      },
    }
  }

  function endingOf<End>({
    id,
    finish,
    fail,
  }: {
    readonly id: string
    finish: (end?: End) => void
    fail: (message: string, code?: string) => void
  }) {
    return {
      id,
      finish: (end?: End) => tell(() => finish(end)),
      fail: (message: string, code?: string) => tell(() => fail(message, code)),
    }
  }

  return {
    instance,
    async run({ page, ...options } = {}) {
      const run = await made(() => begin({ ...options, target: page ?? null }))
      return { ...workOf(run), ...endingOf(run) }
    },
  }
}
