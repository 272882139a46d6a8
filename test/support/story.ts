import type { Action, ActionName } from '#trajectory/action.ts'
import type { OutlineNode } from '#trajectory/observation.ts'
import type { Target } from '#trajectory/target.ts'
import type { Validator } from '#trajectory/validator.ts'
import { createSummary } from '#trajectory/summary.ts'
import type { Header } from '#trajectory/header.ts'
import type { Actor } from '#trajectory/attribution.ts'
import type { Entry } from '#trajectory/entry.ts'
import { inferSignals } from '#signals/infer-signals.ts'
import type { InferredSignal, InferredType } from '#trajectory/inferred-signal.ts'
import {
  backgroundSourceId,
  byAgent,
  click,
  createSampleLog,
  origin,
  sampleTarget,
  shopSourceId,
  startedAtMs,
} from './sample-log.ts'
import { shopTrajectory } from './sample-trajectory.ts'

type Args<N extends ActionName> = Extract<Action, { name: N }>['args']

/** Seconds after the start. */
type Seconds = number

/** A text field or a button of the page, told apart by its name. */
export function field(name: string): Target {
  return sampleTarget({
    role: 'textbox',
    name,
    tag: 'input',
    text: '',
    nodeId: idOf(name),
    selectors: selectorsOf(name),
  })
}
export function button(name: string): Target {
  return sampleTarget({
    role: 'button',
    name,
    tag: 'button',
    text: name,
    nodeId: idOf(name),
    selectors: selectorsOf(name),
  })
}
export function box(name: string): Target {
  return sampleTarget({
    role: 'checkbox',
    name,
    tag: 'input',
    text: '',
    nodeId: idOf(name),
    selectors: selectorsOf(name),
  })
}

function idOf(name: string): number {
  return Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7)
}
function selectorsOf(name: string): Target['selectors'] {
  return [{ kind: 'aria', value: name, unique: true }]
}

/** A log as tests of rules tell it: a person, an agent, and what the page did. Told in time order. */
export function createStory({ validators }: { validators?: Validator[] } = {}) {
  const { log, add, action, says } = createSampleLog()
  let runId = 'run-1'

  /** What a page shows before an action; `quietS` seconds after its last change. */
  function observes(
    atS: Seconds,
    outline: Partial<OutlineNode>[] = [],
    more: { url?: string; quietS?: number } = {},
  ): string {
    return add('observation', shopSourceId, atS, {
      reason: 'action',
      url: more.url ?? `${origin}/`,
      title: 'Shop',
      viewport: { width: 1280, height: 720, deviceScaleFactor: 1 },
      scroll: { x: 0, y: 0 },
      focus: null,
      outline: outline.map((node) => ({
        nodeId: node.name === undefined ? null : idOf(node.name),
        role: 'textbox',
        name: '',
        tag: 'input',
        box: { x: 0, y: 0, width: 10, height: 10 },
        ...node,
      })),
      outlineTruncated: false,
      screenshot: null,
      dom: null,
      ...(more.quietS === undefined ? {} : { changeAgeMs: more.quietS * 1000 }),
    })
  }

  return {
    log,
    observes,
    person<N extends ActionName>(atS: Seconds, name: N, args: Args<N>, more: Partial<Action> = {}): string {
      return action(shopSourceId, atS, name, args as never, more)
    },
    clicks: (atS: Seconds, target: Target, more: Partial<Action> = {}): string =>
      action(shopSourceId, atS, 'click', click, { target, ...more }),
    types: (atS: Seconds, target: Target, value: string, more: Partial<Action> = {}): string =>
      action(shopSourceId, atS, 'fill', { value }, { target, ...more }),
    /** Keys as kinds of input (`insertText`), with milliseconds in between. */
    keys: (atS: Seconds, inputs: readonly string[], betweenMs: number | readonly number[] = 80): Action['moments'] =>
      inputs.map((note, i) => ({
        type: 'input',
        atMs:
          startedAtMs +
          atS * 1000 +
          (typeof betweenMs === 'number' ? betweenMs * i : betweenMs.slice(0, i).reduce((sum, ms) => sum + ms, 0)),
        isTrusted: true,
        note,
      })),
    goesOn: (atS: Seconds): string => action(shopSourceId, atS, 'click', click, { target: button('Book') }),
    asks(atS: Seconds, prompt: string, id = 'run-1'): string {
      runId = id
      const messages = [{ id: `${id}:task`, role: 'user', content: prompt }]
      return says(atS, { type: 'RUN_STARTED', threadId: 't', runId, input: { messages } }, { runId })
    },
    /** A tool call; without a result it stays open. */
    calls(
      atS: Seconds,
      id: string,
      name: string,
      args: object = {},
      result: { content?: string; ok?: boolean; afterS?: number } | null = {},
    ): string {
      const start = says(atS, { type: 'TOOL_CALL_START', toolCallId: id, toolCallName: name }, { runId })
      says(atS, { type: 'TOOL_CALL_ARGS', toolCallId: id, delta: JSON.stringify(args) }, { runId })
      says(atS, { type: 'TOOL_CALL_END', toolCallId: id }, { runId })
      if (result)
        says(
          atS + (result.afterS ?? 0.4),
          {
            type: 'TOOL_CALL_RESULT',
            toolCallId: id,
            messageId: `${id}:result`,
            content: result.content ?? 'ok',
            metadata: { ok: result.ok ?? true },
          },
          { runId },
        )
      return start
    },
    /** What the agent does to the page in that call. */
    agentDoes<N extends ActionName>(
      atS: Seconds,
      callId: string,
      name: N,
      args: Args<N>,
      target: Target,
      more: Partial<Action> = {},
    ): string {
      return action(shopSourceId, atS, name, args as never, {
        actor: 'agent',
        attribution: byAgent(callId),
        target,
        ...more,
      })
    },
    says: (atS: Seconds, event: Record<string, unknown> & { type: string }): string => says(atS, event, { runId }),
    ends(atS: Seconds, end: 'success' | 'failure' | 'cancelled' | 'error' = 'success'): string {
      if (end === 'error') return says(atS, { type: 'RUN_ERROR', message: 'no answer' }, { runId })
      const outcome = { type: end === 'cancelled' ? 'cancelled' : 'success' }
      const result = end === 'cancelled' ? {} : { result: { success: end === 'success', text: 'Done.' } }
      return says(atS, { type: 'RUN_FINISHED', threadId: 't', runId, outcome, ...result }, { runId })
    },
    navigates: (atS: Seconds, causeId: string, path: string): string =>
      add('effect', backgroundSourceId, atS, {
        name: 'navigation',
        causeId,
        url: `${origin}${path}`,
        sameDocument: true,
        transitionType: 'link',
        transitionQualifiers: [],
      }),
    inBrowser: <N extends ActionName>(atS: Seconds, name: N, args: Args<N>, actor: Actor = 'human'): string =>
      action(backgroundSourceId, atS, name, args as never, { surface: 'browser', actor }),
    judged: (atS: Seconds, success: boolean): string =>
      add('outcome', backgroundSourceId, atS, { success, score: null, by: 'human', text: null }),
    /** What the rules find of one type. */
    async inferred(type: InferredType): Promise<InferredSignal[]> {
      const sorted = [...log].sort((a, b) => a.atMs - b.atMs)
      const signals = await inferSignals(storyHeader(sorted, validators), sorted)
      return signals.filter((signal) => signal.type === type)
    },
  }
}

/** The header of a story that has ended. */
export function storyHeader(log: readonly Entry[], validators?: Validator[]): Header {
  const { header } = shopTrajectory()
  const summary = createSummary()
  for (const entry of log) summary.add(entry)
  return {
    ...header,
    ...summary.result(),
    task: { ...header.task, ...(validators ? { validators } : {}) },
    endedAtMs: log.at(-1)?.atMs ?? startedAtMs,
  }
}
