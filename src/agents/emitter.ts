/** What every announcement says of the agent. */
export interface AgentOptions {
  /** What people call the agent: `my-agent`. */
  name: string
  version?: string
  /** This very instance; made up when not given. */
  instance?: string
  /** Where to announce what is about no element; this script's window when not given. */
  window?: Window & typeof globalThis
}

/** An agent that announces what it does. Nothing it does throws, waits, or shows whether somebody listens. */
export interface AnnouncedAgent {
  readonly instance: string
  run: (options?: RunOptions) => Run
  /** Any AG-UI 1.0 event as it is, announced on an element or on the window. */
  emit: (event: AgUiEventLike, target?: Element | null) => void
}

export type AgUiEventLike = { type: string } & Record<string, unknown>

export interface RunOptions {
  /** What the person asked for. */
  prompt?: string
  /** The whole conversation as AG-UI messages, in place of `prompt`. */
  messages?: readonly Record<string, unknown>[]
  threadId?: string
  runId?: string
  /** The run this one follows: asked again, refined, retried. */
  parentRunId?: string
}

/** What an agent and its sub-agents have in common. `About` is what a call can be about: in a page, an element. */
export interface Work<About = Element> {
  /** What it thinks; a part of it at a time, too. */
  reasoning: (text: string, about?: { toolCall?: CallId; messageId?: string }) => void
  /** What it says to the person. */
  text: (text: string, messageId?: string) => void
  plan: (items: readonly { text: string; status?: string }[]) => void
  /** Begins a named step; the function returned ends it. */
  step: (name: string) => () => void
  /** Call this right before acting. What scripts do to the page until `result` is then known to be this call's. */
  toolCall: (name: string, args?: unknown, options?: { target?: About | null; id?: string }) => ToolCall
  /** One inference. Only the fields named here leave the agent: never pass a request or a configuration. */
  llmCall: (call: LlmCall, about?: { toolCall?: CallId }) => void
  signal: <N extends keyof Signals>(name: N, value: Signals[N]) => void
  subagent: (
    name: string,
    options?: { toolCall?: CallId; description?: string; id?: string; target?: About | null },
  ) => Subagent<About>
}

export interface Run<About = Element> extends Work<About> {
  readonly id: string
  finish: (end?: {
    result?: unknown
    outcome?: 'success' | 'cancelled'
    usage?: readonly Record<string, unknown>[]
  }) => void
  fail: (message: string, code?: string) => void
}

export interface Subagent<About = Element> extends Work<About> {
  readonly id: string
  finish: (end?: { result?: unknown }) => void
  fail: (message: string, code?: string) => void
}

/** What names a tool call: the call itself, or its id alone. */
export interface CallId {
  readonly id: string
}

export interface ToolCall extends CallId {
  result: (content?: unknown, facts?: { durationMs?: number }) => void
  fail: (error: string) => void
}

/** Names and numbers of one inference; tokens of the prompt include cached ones. */
export interface LlmCall {
  provider?: string
  requestModel?: string
  responseModel?: string
  responseId?: string
  systemFingerprint?: string
  checkpoint?: string
  policyVersion?: string | number
  promptHash?: string
  toolsHash?: string
  inputTokens?: number
  outputTokens?: number
  totalTokens?: number
  cachedTokens?: number
  reasoningTokens?: number
  costUsd?: number
  finishReasons?: readonly string[]
  durationMs?: number
  temperature?: number
  topP?: number
  topK?: number
  maxTokens?: number
  seed?: number
}

/** What happens between an agent and its person. */
export interface Signals {
  /** The agent waits for an answer or an approval. */
  interrupt: { id: string; reason: string; message?: string; toolCallId?: string }
  resume: { interruptId: string; status: 'resolved' | 'cancelled'; payload?: unknown }
  takeover: { from: 'agent' | 'human'; to: 'agent' | 'human'; reason?: string }
  undo: { toolCallId: string }
  retry: { attempt: number; maxAttempts?: number; message?: string }
}

/** OpenTelemetry's name of each field; what has none there has one of the recorder's. */
const inferenceNames: Readonly<Record<keyof LlmCall, string>> = {
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  responseId: 'gen_ai.response.id',
  systemFingerprint: 'openai.response.system_fingerprint',
  checkpoint: 'model_checkpoint',
  policyVersion: 'policy_version',
  promptHash: 'prompt_hash',
  toolsHash: 'tools_hash',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  totalTokens: 'total_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  costUsd: 'cost_usd',
  finishReasons: 'gen_ai.response.finish_reasons',
  durationMs: 'duration_ms',
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  topK: 'gen_ai.request.top_k',
  maxTokens: 'gen_ai.request.max_tokens',
  seed: 'gen_ai.request.seed',
}

/** Fields of which the arguments of a call are never announced. */
const secretField = 'input[type=password],[autocomplete*=password],[autocomplete*=cc-],[autocomplete=one-time-code]'

/** How what an agent says gets out of it. */
export interface Outlet<About> {
  emit: (event: AgUiEventLike, about?: About | null) => void
  /** Whether the arguments of a call about this must not be told. */
  isSecret: (about: About | null | undefined) => boolean
}

/** Makes an agent that announces what it does as AG-UI events, for whoever listens to `agui:event`. */
export function announce({ name, version, instance = createId(), window: home }: AgentOptions): AnnouncedAgent {
  const src = { name, version, instance }
  // Each document has its own listeners, and so its own numbers.
  const numbers = new WeakMap<object, number>()

  function emit(event: AgUiEventLike, target?: Element | null): void {
    try {
      // What is not in a document any more bubbles nowhere.
      const element = target?.isConnected ? target : null
      const view = element?.ownerDocument.defaultView ?? home ?? window
      const seq = (numbers.get(view) ?? 0) + 1
      const detail = JSON.stringify({ v: 1, src, seq, event: { timestamp: Date.now(), ...event } })
      numbers.set(view, seq)
      ;(element ?? view).dispatchEvent(new view.CustomEvent('agui:event', { bubbles: true, composed: true, detail }))
    } catch {
      // No window, or something that is no JSON: the agent goes on.
    }
  }

  return { instance, emit, run: runsOf(instance, { emit, isSecret }) }
}

/** Begins runs of an agent whose events go out by that outlet. */
export function runsOf<About>(
  instance: string,
  { emit, isSecret }: Outlet<About>,
): (options?: RunOptions & { target?: About | null }) => Run<About> {
  type Fields = Record<string, unknown> & { metadata?: object }

  /** Events are about `home` unless they say otherwise. */
  function workOf(runId: string, own: { subagentRunId?: string }, home: About | null | undefined): Work<About> {
    const say = (type: string, fields: Fields, toolCallId?: string, about = home): void =>
      emit({ type, ...own, ...fields, metadata: { runId, toolCallId, ...fields.metadata } }, about)
    return {
      reasoning: (delta, { toolCall, messageId = createId() } = {}) =>
        say('REASONING_MESSAGE_CHUNK', { messageId, delta }, toolCall?.id),
      text: (delta, messageId = createId()) => say('TEXT_MESSAGE_CHUNK', { messageId, role: 'assistant', delta }),
      plan: (items) =>
        say('ACTIVITY_SNAPSHOT', { messageId: `${runId}:plan`, activityType: 'PLAN', content: { items } }),
      step(stepName) {
        say('STEP_STARTED', { stepName })
        return () => say('STEP_FINISHED', { stepName })
      },
      toolCall(toolCallName, args = {}, { target = home, id = createId() } = {}) {
        const of = (type: string, fields: Fields): void => say(type, { toolCallId: id, ...fields }, undefined, target)
        const end = (content: unknown, metadata: object): void =>
          of('TOOL_CALL_RESULT', { messageId: `${id}:result`, role: 'tool', content: toText(content), metadata })
        of('TOOL_CALL_START', { toolCallName })
        of('TOOL_CALL_ARGS', { delta: toJson(isSecret(target) ? { redacted: true } : args) })
        of('TOOL_CALL_END', {})
        return {
          id,
          result: (content, more) => end(content, { ok: true, ...more }),
          fail: (error) => end(error, { ok: false, error }),
        }
      },
      llmCall(call, { toolCall } = {}) {
        const value: Record<string, unknown> = {}
        for (const field of Object.keys(inferenceNames) as (keyof LlmCall)[]) value[inferenceNames[field]] = call[field]
        say('CUSTOM', { name: 'recorder.llm_call', value }, toolCall?.id)
      },
      signal: (signal, value) => say('CUSTOM', { name: `recorder.${signal}`, value }),
      subagent(subagentName, { toolCall, description, id = createId(), target = home } = {}) {
        const parent = { parentSubagentRunId: own.subagentRunId, parentToolCallId: toolCall?.id }
        const sub = { subagentRunId: id }
        say('SUBAGENT_STARTED', { name: subagentName, description, ...parent, ...sub }, undefined, target)
        return {
          id,
          ...workOf(runId, sub, target),
          finish: ({ result } = {}) =>
            say('SUBAGENT_FINISHED', { ...sub, result, outcome: { type: 'success' } }, undefined, target),
          fail: (message, code) => say('SUBAGENT_ERROR', { ...sub, message, code }, undefined, target),
        }
      },
    }
  }

  return ({ prompt, messages, threadId = instance, runId = createId(), parentRunId, target } = {}) => {
    const ids = { threadId, runId }
    const asked = prompt === undefined ? [] : [{ id: `${runId}:prompt`, role: 'user', content: prompt }]
    const input = { ...ids, messages: messages ?? asked, tools: [], context: [], state: {}, forwardedProps: {} }
    emit({ type: 'RUN_STARTED', ...ids, parentRunId, input }, target)
    return {
      id: runId,
      ...workOf(runId, {}, target),
      finish: ({ result, outcome: type = 'success', usage } = {}) =>
        emit({ type: 'RUN_FINISHED', ...ids, result, outcome: { type }, usage }, target),
      fail: (message, code) => emit({ type: 'RUN_ERROR', message, code, metadata: { runId } }, target),
    }
  }
}

/** An id that no other agent has. */
export function createId(): string {
  // `randomUUID` is there in secure contexts alone.
  return Date.now().toString(36) + Math.random().toString(36).slice(2)
}

/** Text as it is, anything else as JSON. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : toJson(value)
}

/** Empty for what has no JSON: the agent must go on. */
function toJson(value: unknown): string {
  try {
    const json = JSON.stringify(value) as unknown
    return typeof json === 'string' ? json : ''
  } catch {
    return ''
  }
}

function isSecret(target: Element | null | undefined): boolean {
  try {
    return target?.matches(secretField) === true
  } catch {
    // A form hides its own methods behind fields of their names.
    return false
  }
}
