import type { AgentAdapter } from '#agents/adapter.ts'
import type { Announcement } from '#agents/announcement.ts'

export const apiKey = 'sk-this-must-never-be-seen-anywhere'

interface Inference {
  tool: string
  input?: Record<string, unknown>
  output?: string
  reflection?: Record<string, string>
  usage?: Record<string, number | undefined>
  request?: Record<string, unknown>
  response?: Record<string, unknown>
}

/**
 * page-agent 1.12.4 as far as it can be heard: the same events on itself, with the same fields, in the same order (its
 * `PageAgentCore.execute`, `#packMacroTool` and `retry` listener). It thinks and acts when a test tells it to.
 */
export class FakePageAgent extends EventTarget {
  readonly id = 'eapfqk6fn'
  task = ''
  taskId = ''
  status = 'idle'
  history: unknown[] = []
  lastResult: { success: boolean; data: string } | null = null
  readonly pageController = {}
  readonly said: Announcement[] = []
  /** How often somebody looked at the configuration, which holds the key. */
  configReads = 0
  readonly #adapter: AgentAdapter

  constructor(adapter: AgentAdapter) {
    super()
    this.#adapter = adapter
  }

  get config() {
    this.configReads++
    return { apiKey, baseURL: 'https://model.example' }
  }

  /** As the witness hooks it: the adapter hears an event right before the page's listeners do. */
  override dispatchEvent(event: Event): boolean {
    this.#adapter.onDispatch!(this, event, (announcement) => this.said.push(announcement))
    return super.dispatchEvent(event)
  }

  start(task: string, taskId: string): void {
    Object.assign(this, { task, taskId, history: [] })
    this.#setStatus('running')
    this.#changeHistory()
  }

  observe(content: string): void {
    this.#changeHistory({ type: 'observation', content })
  }

  think(): void {
    this.act({ type: 'thinking' })
  }

  begin({ tool, input = {} }: Inference): void {
    this.act({ type: 'executing', tool, input })
  }

  end({ tool, input = {}, output = '✅ done' }: Inference): void {
    this.act({ type: 'executed', tool, input, output, duration: 1097 })
  }

  /** What comes last in a step: what the model thought, and what it cost. */
  reflect({
    tool,
    input = {},
    output = '✅ done',
    reflection = {},
    usage,
    request = {},
    response = {},
  }: Inference): void {
    this.#changeHistory({
      type: 'step',
      stepIndex: 0,
      reflection: { evaluation_previous_goal: undefined, memory: undefined, next_goal: undefined, ...reflection },
      action: { name: tool, input, output },
      usage: {
        promptTokens: 100,
        completionTokens: 10,
        totalTokens: 110,
        cachedTokens: undefined,
        reasoningTokens: undefined,
        ...usage,
      },
      rawResponse: {
        id: 'chatcmpl-1',
        model: 'glm-5-air-2026-09',
        system_fingerprint: 'fp_1',
        choices: [],
        ...response,
      },
      rawRequest: {
        model: 'glm-5-air',
        messages: [{ role: 'user', content: apiKey }],
        tools: [],
        tool_choice: 'required',
        api_key: apiKey,
        ...request,
      },
    })
  }

  /** A whole step. */
  step(inference: Inference): void {
    this.think()
    this.begin(inference)
    this.end(inference)
    this.reflect(inference)
  }

  complete({ success, data }: { success: boolean; data: string }): void {
    this.lastResult = { success, data }
    this.#setStatus('completed')
  }

  /** The model or a tool failed, and the request is sent again. */
  retry(attempt: number, error: string): void {
    this.act({ type: 'retrying', attempt, maxAttempts: 2 })
    this.history.push(
      { type: 'error', message: error, rawResponse: { apiKey } },
      { type: 'retry', message: '', attempt, maxAttempts: 2 },
    )
    this.#changeHistory()
  }

  fail(message: string): void {
    this.act({ type: 'error', message })
    this.#changeHistory({ type: 'error', message, rawResponse: { apiKey } })
    this.lastResult = { success: false, data: message }
    this.#setStatus('error')
  }

  stop(): void {
    this.act({ type: 'error', message: 'Task aborted' })
    this.#changeHistory({ type: 'error', message: 'Task aborted' })
    this.lastResult = { success: false, data: 'Task aborted' }
    this.#setStatus('stopped')
  }

  /** A hook of the page throws: the run ends without a result of its own. */
  crash(message: string): void {
    this.act({ type: 'error', message })
    this.#setStatus('error')
  }

  act(detail: unknown): void {
    this.dispatchEvent(new CustomEvent('activity', { detail }))
  }

  #setStatus(status: string): void {
    if (this.status === status) return
    this.status = status
    this.dispatchEvent(new Event('statuschange'))
  }

  #changeHistory(item?: unknown): void {
    if (item !== undefined) this.history.push(item)
    this.dispatchEvent(new Event('historychange'))
  }
}
