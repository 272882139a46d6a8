import type { AgentAdapter } from '#agents/adapter.ts'
import type { AgUiEvent, Announcement } from '#agents/announcement.ts'
import type { Policy, Usage } from '#trajectory/policy.ts'

const version = 1

/**
 * The parts of page-agent's `PageAgentCore` that are read, as far as an object of the page can be trusted to be one. Its
 * `config` holds an API key and is never touched.
 */
interface PageAgentCore {
  id: unknown
  task: unknown
  taskId: unknown
  status: unknown
  history: unknown[]
  lastResult?: { success?: unknown; data?: unknown } | null
}

/** What is remembered of one agent instance between its events. */
interface Run {
  runId: string | null
  /** How many history items were read already. */
  read: number
  calls: number
  messages: number
  openCall: string | null
  lastCall: string | null
  /** The question that waits for its person's answer. */
  openQuestion: string | null
  /** Step number of the inference under way; page-agent counts from 0. */
  openStep: string | null
  steps: number
  /** Why the run fails, as the agent said last; its `lastResult` may still be that of the run before. */
  error: string | null
  usage: Usage & { model?: string }
}

/**
 * Hears page-agent (npm, 1.x) without its cooperation: it extends EventTarget and dispatches `statuschange`,
 * `historychange` and `activity` on itself. Reasoning and usage arrive after the action, in its history.
 */
export function createPageAgentAdapter(): AgentAdapter {
  const runs = new WeakMap<EventTarget, Run>()

  return {
    id: 'page-agent',
    version,
    onDispatch(target, event, announce) {
      if (event.type !== 'statuschange' && event.type !== 'historychange' && event.type !== 'activity') return
      if (!isPageAgent(target)) return
      const agent = target
      const run = runs.get(target) ?? createRun()
      runs.set(target, run)
      const say = (event: AgUiEvent, extra: Pick<Announcement, 'policy' | 'usage'> = {}): void => {
        const atMs = performance.timeOrigin + performance.now()
        announce({
          atMs,
          agent: { name: 'page-agent', version: null, instance: String(agent.id) },
          channel: `page-agent@${version}`,
          runId: run.runId,
          event: { ...event, timestamp: Math.round(atMs) },
          ...extra,
        })
      }
      if (event.type === 'statuschange') onStatus(agent, run, say)
      else if (event.type === 'historychange') readHistory(agent, run, say)
      else if (event instanceof CustomEvent) onActivity(event.detail, run, say)
    },
  }
}

type Say = (event: AgUiEvent, extra?: Pick<Announcement, 'policy' | 'usage'>) => void

function isPageAgent(target: EventTarget): target is EventTarget & PageAgentCore {
  return (
    'taskId' in target &&
    'task' in target &&
    'status' in target &&
    'pageController' in target &&
    'history' in target &&
    Array.isArray(target.history)
  )
}

function createRun(): Run {
  return {
    runId: null,
    read: 0,
    calls: 0,
    messages: 0,
    openCall: null,
    lastCall: null,
    openQuestion: null,
    openStep: null,
    steps: 0,
    error: null,
    usage: {},
  }
}

function onStatus(agent: PageAgentCore, run: Run, say: Say): void {
  const previousRunId = run.runId
  if (agent.status === 'running') {
    Object.assign(run, createRun(), { runId: String(agent.taskId) })
    const runId = run.runId ?? ''
    say({
      type: 'RUN_STARTED',
      threadId: String(agent.id),
      runId,
      ...(previousRunId === null ? {} : { parentRunId: previousRunId }),
      input: {
        threadId: String(agent.id),
        runId,
        messages: [{ id: `${runId}:task`, role: 'user', content: String(agent.task) }],
        tools: [],
        context: [],
        state: {},
        forwardedProps: {},
      },
    })
    return
  }
  if (run.runId === null || agent.status === 'idle') return
  readHistory(agent, run, say)
  failCall(run, say, 'the run ended before the call did')
  closeStep(run, say)
  const base = { threadId: String(agent.id), runId: run.runId, usage: [toTokenUsage(run.usage)] }
  if (agent.status === 'completed') {
    const { success, data } = agent.lastResult ?? {}
    say({
      type: 'RUN_FINISHED',
      ...base,
      result: { success: success === true, data: text(data) },
      outcome: { type: 'success' },
    })
  } else if (agent.status === 'stopped') {
    say({ type: 'RUN_FINISHED', ...base, outcome: { type: 'cancelled' } })
  } else {
    say({ type: 'RUN_ERROR', message: run.error ?? 'page-agent reported an error', usage: base.usage })
  }
}

function onActivity(detail: unknown, run: Run, say: Say): void {
  if (!isRecord(detail)) return
  if (detail.type === 'thinking') {
    closeStep(run, say)
    run.openStep = `step ${run.steps++}`
    say({ type: 'STEP_STARTED', stepName: run.openStep })
  } else if (detail.type === 'executing') {
    failCall(run, say, 'another call began before this one ended')
    const toolCallId = `${run.runId ?? 'run'}:call-${++run.calls}`
    run.openCall = toolCallId
    run.lastCall = toolCallId
    say({ type: 'TOOL_CALL_START', toolCallId, toolCallName: text(detail.tool) })
    say({ type: 'TOOL_CALL_ARGS', toolCallId, delta: JSON.stringify(detail.input ?? {}) })
    say({ type: 'TOOL_CALL_END', toolCallId })
    if (detail.tool === 'ask_user') ask(toolCallId, detail.input, run, say)
  } else if (detail.type === 'executed') {
    if (detail.tool === 'ask_user') answer(text(detail.output).replace(/^User answered: /, ''), run, say)
    finishCall(run, say, text(detail.output), { ok: true, durationMs: number(detail.duration) ?? 0 })
  } else if (detail.type === 'error') {
    run.error = text(detail.message)
    failCall(run, say, run.error)
  } else if (detail.type === 'retrying') {
    // A tool that throws is not reported as such: the agent asks its model once more.
    failCall(run, say, 'the call failed and is tried again')
    say({
      type: 'CUSTOM',
      name: 'recorder.retry',
      value: { attempt: number(detail.attempt), maxAttempts: number(detail.maxAttempts) },
    })
  }
}

function ask(toolCallId: string, input: unknown, run: Run, say: Say): void {
  const id = `${toolCallId}:question`
  run.openQuestion = id
  const message = isRecord(input) ? text(input.question) : ''
  say({ type: 'CUSTOM', name: 'recorder.interrupt', value: { id, reason: 'ask_user', message, toolCallId } })
}

/** Without an answer, nobody will give one any more. */
function answer(given: string | null, run: Run, say: Say): void {
  if (run.openQuestion === null) return
  const said = given === null ? { status: 'cancelled' } : { status: 'resolved', payload: { answer: given } }
  say({ type: 'CUSTOM', name: 'recorder.resume', value: { interruptId: run.openQuestion, ...said } })
  run.openQuestion = null
}

function finishCall(run: Run, say: Say, content: string, metadata: Record<string, unknown>): void {
  if (run.openCall === null) return
  answer(null, run, say)
  say({
    type: 'TOOL_CALL_RESULT',
    toolCallId: run.openCall,
    messageId: `${run.openCall}:result`,
    role: 'tool',
    content,
    metadata,
  })
  run.openCall = null
}

function failCall(run: Run, say: Say, error: string): void {
  finishCall(run, say, error, { ok: false, error })
}

function closeStep(run: Run, say: Say): void {
  if (run.openStep === null) return
  say({ type: 'STEP_FINISHED', stepName: run.openStep })
  run.openStep = null
}

function readHistory(agent: PageAgentCore, run: Run, say: Say): void {
  for (; run.read < agent.history.length; run.read++) {
    const item = agent.history[run.read]
    if (!isRecord(item)) continue
    if (item.type === 'step') readStep(item, run, say)
    else if (item.type === 'observation') {
      say({ type: 'RAW', event: { type: 'observation', content: text(item.content) }, source: 'page-agent' })
    } else if (item.type === 'error') {
      say({ type: 'RAW', event: { type: 'error', message: text(item.message) }, source: 'page-agent' })
    }
  }
}

function readStep(item: Record<string, unknown>, run: Run, say: Say): void {
  const about = run.lastCall === null ? {} : { metadata: { toolCallId: run.lastCall } }
  const reflection = isRecord(item.reflection) ? item.reflection : {}
  const thought = (['evaluation_previous_goal', 'memory', 'next_goal'] as const)
    .filter((key) => text(reflection[key]) !== '')
    .map((key) => `${key}: ${text(reflection[key])}`)
    .join('\n')
  if (thought !== '') {
    const messageId = `${run.runId ?? 'run'}:reasoning-${++run.messages}`
    say({ type: 'REASONING_START', messageId, ...about })
    say({ type: 'REASONING_MESSAGE_START', messageId, role: 'reasoning', ...about })
    say({ type: 'REASONING_MESSAGE_CONTENT', messageId, delta: thought, ...about })
    say({ type: 'REASONING_MESSAGE_END', messageId, ...about })
    say({ type: 'REASONING_END', messageId, ...about })
  }
  const policy = readPolicy(item)
  const usage = readUsage(item)
  for (const key of Object.keys(usage) as (keyof Usage)[]) run.usage[key] = (run.usage[key] ?? 0) + (usage[key] ?? 0)
  const model = policy.responseModel ?? policy.requestModel
  if (model !== undefined) run.usage.model = model
  say({ type: 'CUSTOM', name: 'recorder.llm_call', value: toOpenTelemetry(policy, usage), ...about }, { policy, usage })
  closeStep(run, say)
}

/** Named fields only, never the whole request: its messages hold the page, its headers a key. */
function readPolicy(item: Record<string, unknown>): Policy {
  const request = isRecord(item.rawRequest) ? item.rawRequest : {}
  const response = isRecord(item.rawResponse) ? item.rawResponse : {}
  const policy: Policy = { adapter: `page-agent@${version}` }
  if (typeof request.model === 'string') policy.requestModel = request.model
  if (typeof response.model === 'string') policy.responseModel = response.model
  if (typeof response.id === 'string') policy.responseId = response.id
  if (typeof response.system_fingerprint === 'string') policy.systemFingerprint = response.system_fingerprint
  const sampling: NonNullable<Policy['sampling']> = {}
  for (const key of [
    'temperature',
    'top_p',
    'max_tokens',
    'max_completion_tokens',
    'seed',
    'reasoning_effort',
    'presence_penalty',
    'frequency_penalty',
  ]) {
    const value = request[key]
    if (typeof value === 'number' || typeof value === 'string') sampling[key] = value
  }
  if (Object.keys(sampling).length > 0) policy.sampling = sampling
  return policy
}

function readUsage(item: Record<string, unknown>): Usage {
  const stated = isRecord(item.usage) ? item.usage : {}
  const usage: Usage = {}
  for (const key of ['promptTokens', 'completionTokens', 'totalTokens', 'cachedTokens', 'reasoningTokens'] as const) {
    const value = stated[key]
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) usage[key] = value
  }
  return usage
}

function toOpenTelemetry(policy: Policy, usage: Usage): Record<string, unknown> {
  const value: Record<string, unknown> = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': policy.requestModel,
    'gen_ai.response.model': policy.responseModel,
    'gen_ai.response.id': policy.responseId,
    'openai.response.system_fingerprint': policy.systemFingerprint,
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.completionTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cachedTokens,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoningTokens,
  }
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
}

function toTokenUsage(usage: Run['usage']): Record<string, unknown> {
  const value = {
    model: usage.model,
    inputTokens: usage.promptTokens,
    outputTokens: usage.completionTokens,
    totalTokens: usage.totalTokens,
    reasoningTokens: usage.reasoningTokens,
    cachedInputTokens: usage.cachedTokens,
  }
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
