import type { AgentAdapter, Announce, Lose } from '#agents/adapter.ts'
import { unknownAgent, webMcpChannel } from '#agents/announcement.ts'
import { own } from '#agents/page-data.ts'
import { createToolCalls, type ToolCall } from '#agents/tool-calls.ts'

/**
 * Hears calls of tools that a page registers with the browser, `document.modelContext.registerTool`: arguments and
 * answer. Who calls, the browser tells nobody. Forms that are tools have no code to listen in on; the isolated world
 * sees the browser fill them.
 */
export function createWebMcpAdapter(): AgentAdapter {
  return { id: 'webmcp', version: 1, listen: hearTools }
}

type Callback = (this: unknown, ...args: unknown[]) => unknown

function hearTools(announce: Announce, lose: Lose): () => void {
  const { apply, get } = Reflect
  const { getOwnPropertyDescriptor, defineProperty } = Object
  const { then } = Promise.prototype
  const listenTo = EventTarget.prototype.addEventListener
  const prototype = (globalThis as { ModelContext?: { prototype: object } }).ModelContext?.prototype
  const original = prototype && getOwnPropertyDescriptor(prototype, 'registerTool')
  if (!original || typeof original.value !== 'function') return () => undefined
  const beginCall = createToolCalls(announce, lose, 'webmcp', webMcpChannel)
  let open = true

  const hook = new Proxy(original.value as Callback, {
    apply(target, self, args: unknown[]) {
      const tool = args[0]
      if (open && typeof tool === 'object' && tool !== null) args[0] = standIn(tool)
      return apply(target, self, args)
    },
  })

  /** What the browser reads in place of the tool; the page's object stays as it is, and sees itself read as ever. */
  function standIn(tool: object): object {
    let name = ''
    return new Proxy(
      {},
      {
        get(_, key) {
          const value: unknown = get(tool, key)
          if (key === 'name' && typeof value === 'string') name = value
          return key === 'execute' && typeof value === 'function' ? heard(value as Callback, () => name) : value
        },
      },
    )
  }

  function heard(execute: Callback, name: () => string): Callback {
    return new Proxy(execute, {
      apply(target, self, args: unknown[]) {
        const call = open ? quietly(() => begin(name(), args)) : undefined
        let answer: unknown
        try {
          answer = apply(target, self, args)
        } catch (error) {
          quietly(() => call?.fail(messageOf(error)))
          throw error
        }
        if (call) quietly(() => awaitAnswer(call, answer))
        return answer
      },
    })
  }

  function begin(name: string, [input, options]: unknown[]): ToolCall {
    const call = beginCall(unknownAgent('webmcp'), name, input)
    const signal = own(options, 'signal')
    if (signal instanceof AbortSignal) apply(listenTo, signal, ['abort', () => call.fail('cancelled')])
    return call
  }

  function awaitAnswer(call: ToolCall, answer: unknown): void {
    const finish = (answer: unknown): void => {
      quietly(() => call.finish(answer, own(answer, 'isError') !== true))
    }
    const fail = (error: unknown): void => {
      quietly(() => call.fail(messageOf(error)))
    }
    if (answer instanceof Promise) void apply(then, answer, [finish, fail])
    else finish(answer)
  }

  defineProperty(prototype, 'registerTool', { ...original, value: hook })
  return () => {
    open = false
    // If a page patched on top of us, its patch stays and ours is a pass-through.
    if (getOwnPropertyDescriptor(prototype, 'registerTool')?.value === hook)
      defineProperty(prototype, 'registerTool', original)
  }
}

/** Whatever happens in there, the tool must work as if nobody listened. */
function quietly<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

function messageOf(error: unknown): string {
  const message = typeof error === 'string' ? error : own(error, 'message')
  return typeof message === 'string' ? message.slice(0, 10_000) : 'the tool failed'
}
