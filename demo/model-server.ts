import { type ChatRequest, parseChatRequest, promptOf } from './chat-request.ts'
import { errorAnswer, hasKey, jsonAnswer } from './model-answer.ts'
import { type AnswerStep, isFailStep, type Script, type ScriptAction, type ScriptStep } from './model-script.ts'
import { createModelBooks, type ModelServer, type Usage } from './model-totals.ts'
import { findControlIndex, type PageAgentPrompt } from './page-agent-prompt.ts'

/** What a scripted model server is made of. */
export interface ModelServerOptions {
  /** One script for every run, or one chosen by what the person asked. */
  readonly script: Script | ((instruction: string) => Script)
  /** The name a request must ask for; answers carry a dated name, as hosted models do. */
  readonly model: string
  readonly apiKey: string
}

type ToolCall = Readonly<Record<string, unknown>>

const charactersPerToken = 4
/** Hosted models cache prompt prefixes in blocks of this many tokens. */
const cacheBlockTokens = 128

/** Serves a scripted, deterministic, OpenAI-compatible model for page-agent. */
export function createModelServer({ script, model, apiKey }: ModelServerOptions): ModelServer {
  const books = createModelBooks()
  const selectStep = createStepSelector(script)

  async function fetch(request: Request): Promise<Response> {
    const text = await request.text()
    const chat = parseChatRequest(text)
    const prompt = chat && promptOf(chat)
    const seen = {
      atMs: Date.now(),
      model: chat?.model,
      instruction: prompt?.instruction,
      stepNumber: prompt?.stepNumber,
      body: chat ?? text,
    }
    const refuse = (status: number, message: string, type?: string) => {
      books.enter({ ...seen, status })
      return errorAnswer(status, message, type)
    }

    if (!hasKey(request, apiKey)) return refuse(401, 'Incorrect API key provided.', 'authentication_error')
    if (request.method !== 'POST' || new URL(request.url).pathname !== '/v1/chat/completions') {
      return refuse(404, 'This server answers POST /v1/chat/completions only.')
    }
    if (!chat || !prompt) return refuse(400, 'This server answers page-agent only.')
    if (chat.model !== model) return refuse(404, `The model "${chat.model}" does not exist.`)

    const step = selectStep(prompt)
    if (step.delayMs) await new Promise((resolve) => setTimeout(resolve, step.delayMs))
    if (isFailStep(step)) return refuse(step.fail.status, step.fail.message ?? 'A scripted failure.', 'server_error')

    const output = JSON.stringify(createAgentOutput(step, prompt))
    const usage = countUsage(chat, output, prompt)
    books.enter({ ...seen, status: 200 }, usage)
    const number = books.requests.length
    return jsonAnswer(200, createCompletion({ number, model: `${model}-2026-11-01`, output, usage }))
  }

  return { fetch, totals: books.totals, requests: books.requests }
}

/** Answers with the script's n-th answer for page-agent's n-th step, and with the faults written before it first. */
function createStepSelector(script: ModelServerOptions['script']): (prompt: PageAgentPrompt) => ScriptStep {
  const servedFaults = new Map<string, number>()

  return ({ instruction, stepNumber }) => {
    const steps = typeof script === 'function' ? script(instruction) : script
    const answerPositions = steps.flatMap((step, position) => (isFailStep(step) ? [] : [position]))
    const end = answerPositions[stepNumber - 1] ?? steps.length
    const start = stepNumber === 1 ? 0 : (answerPositions[stepNumber - 2] ?? steps.length - 1) + 1
    const key = JSON.stringify([instruction, stepNumber])
    const served = servedFaults.get(key) ?? 0
    const fault = steps.slice(start, end)[served]
    if (fault) {
      servedFaults.set(key, served + 1)
      return fault
    }
    servedFaults.delete(key)
    return steps[end] ?? giveUp('The script has no more steps.')
  }
}

function giveUp(text: string): AnswerStep {
  return {
    evaluation: 'I cannot go on.',
    memory: text,
    nextGoal: 'Tell the person.',
    action: { tool: 'done', success: false, text },
  }
}

function createAgentOutput(step: AnswerStep, { pageText }: PageAgentPrompt): ToolCall {
  const call = createToolCall(step.action, pageText)
  if (!call) {
    const missing = 'on' in step.action ? String(step.action.on) : ''
    return createAgentOutput(giveUp(`Not found on the page, for ${step.action.tool}: ${missing}`), {
      instruction: '',
      stepNumber: 0,
      pageText,
    })
  }
  return {
    evaluation_previous_goal: step.evaluation,
    memory: step.memory,
    next_goal: step.nextGoal,
    action: { [step.action.tool]: call },
  }
}

function createToolCall(action: ScriptAction, pageText: string): ToolCall | undefined {
  const index = 'on' in action && action.on ? findControlIndex(pageText, action.on) : undefined
  switch (action.tool) {
    case 'click_element_by_index':
      return index === undefined ? undefined : { index }
    case 'input_text':
    case 'select_dropdown_option':
      return index === undefined ? undefined : { index, text: action.text }
    case 'scroll':
      if (action.on && index === undefined) return undefined
      return { down: action.down, num_pages: action.pages, ...(index === undefined ? {} : { index }) }
    case 'wait':
      return { seconds: action.seconds }
    case 'ask_user':
      return { question: action.question }
    case 'done':
      return { text: action.text, success: action.success }
  }
}

function countTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken)
}

function countUsage(chat: ChatRequest, output: string, { stepNumber }: PageAgentPrompt): Usage {
  const systemText = chat.messages.flatMap(({ role, content }) => (role === 'system' && content ? [content] : []))
  const fixedTokens = countTokens(systemText.join('\n') + JSON.stringify(chat.tools))
  const promptTokens = countTokens(JSON.stringify(chat.messages) + JSON.stringify(chat.tools))
  const completionTokens = countTokens(output)
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: {
      cached_tokens: stepNumber === 1 ? 0 : Math.floor(fixedTokens / cacheBlockTokens) * cacheBlockTokens,
    },
  }
}

function createCompletion(answer: {
  readonly number: number
  readonly model: string
  readonly output: string
  readonly usage: Usage
}): unknown {
  const serial = String(answer.number).padStart(6, '0')
  return {
    id: `chatcmpl-demo${serial}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: answer.model,
    system_fingerprint: 'fp_cairn_demo',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: `call_demo${serial}`,
              type: 'function',
              function: { name: 'AgentOutput', arguments: answer.output },
            },
          ],
        },
        logprobs: null,
        finish_reason: 'tool_calls',
      },
    ],
    usage: answer.usage,
  }
}
