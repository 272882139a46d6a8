import { HttpAgent } from '@ag-ui/client'
import Anthropic from '@anthropic-ai/sdk'
import {
  AbstractChat,
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  type ChatInit,
  type ChatState,
  type ChatStatus,
  type UIMessage,
} from 'ai'
import OpenAI from 'openai'

// A page that uses the packages as their documentation says, and knows nothing of a recorder.

/** What a store of a framework is to the AI SDK. */
class PlainState implements ChatState<UIMessage> {
  status: ChatStatus = 'ready'
  error: Error | undefined
  messages: UIMessage[] = []
  pushMessage = (message: UIMessage): void => void this.messages.push(message)
  popMessage = (): void => void this.messages.pop()
  replaceMessage = (index: number, message: UIMessage): void => void (this.messages[index] = message)
  snapshot = <T>(thing: T): T => structuredClone(thing)
}

class Chat extends AbstractChat<UIMessage> {
  constructor(init: Omit<ChatInit<UIMessage>, 'messages'>) {
    super({ ...init, state: new PlainState() })
  }
}

const key = 'sk-page-0123456789abcdefghijkl'
const openAi = new OpenAI({
  apiKey: key,
  baseURL: `${location.origin}/v1`,
  dangerouslyAllowBrowser: true,
  maxRetries: 0,
})
const anthropic = new Anthropic({ apiKey: key, baseURL: location.origin, dangerouslyAllowBrowser: true, maxRetries: 0 })
const agent = new HttpAgent({ url: '/agent', threadId: 'thread-1', headers: { authorization: `Bearer ${key}` } })
const chat = new Chat({
  id: 'chat-1',
  transport: new DefaultChatTransport({ api: '/api/chat', headers: { authorization: `Bearer ${key}` } }),
  sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
  // Runs in the page, and its result goes out with the next request.
  onToolCall: ({ toolCall }) => {
    if (toolCall.toolName !== 'readTitle') return
    void chat.addToolOutput({ tool: 'readTitle', toolCallId: toolCall.toolCallId, output: document.title })
  },
})

const question = { model: 'small', messages: [{ role: 'user' as const, content: 'What is in my basket?' }] }
const instructions = { role: 'system' as const, content: 'You are a shop assistant.' }
const tools = [{ type: 'function' as const, function: { name: 'addToBasket', parameters: { type: 'object' } } }]

function textOf(message: UIMessage | undefined): string {
  return message?.parts.map((part) => (part.type === 'text' ? part.text : '')).join('') ?? ''
}

const doings = {
  async agUi(text: string) {
    agent.addMessage({ id: `question-${agent.messages.length}`, role: 'user', content: text })
    const { newMessages } = await agent.runAgent({ forwardedProps: { apiKey: key, tone: 'short' } })
    return newMessages.map(({ role, content }) => `${role}: ${typeof content === 'string' ? content : ''}`)
  },
  async agUiResume() {
    const resume = [{ interruptId: 'interrupt-1', status: 'resolved' as const, payload: { approved: true } }]
    await agent.runAgent({ resume })
  },
  async chat(text: string) {
    await chat.sendMessage({ text })
    return textOf(chat.lastMessage)
  },
  async regenerate() {
    await chat.regenerate()
    return textOf(chat.lastMessage)
  },
  async approve(approved: boolean) {
    const part = chat.lastMessage?.parts.find((part) => 'approval' in part && part.state === 'approval-requested')
    if (!part || !('approval' in part)) throw new Error('nothing to approve')
    await chat.addToolApprovalResponse({ id: part.approval.id, approved })
    while (chat.status !== 'ready') await new Promise((resolve) => setTimeout(resolve, 10))
    return textOf(chat.lastMessage)
  },
  async chatStopped(text: string) {
    const answered = chat.sendMessage({ text })
    while (!textOf(chat.lastMessage).includes('never ends')) await new Promise((resolve) => setTimeout(resolve, 10))
    await chat.stop()
    await answered
    return chat.status
  },
  async completion() {
    const completion = await openAi.chat.completions.create({
      ...question,
      messages: [instructions, ...question.messages],
      tools,
      temperature: 0.2,
      top_p: 0.9,
      logprobs: true,
      metadata: { policy_version: 'shop-policy-3' },
    })
    return completion.choices[0]?.message.content
  },
  async completionStream() {
    const stream = await openAi.chat.completions.create({
      ...question,
      stream: true,
      stream_options: { include_usage: true },
    })
    let text = ''
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? ''
    return text
  },
  async response() {
    const stream = await openAi.responses.create({
      model: 'small',
      instructions: 'You are a shop assistant.',
      input: 'What is in my basket?',
      reasoning: { effort: 'low' },
      stream: true,
    })
    let text = ''
    for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta
    return text
  },
  async failing() {
    return openAi.chat.completions.create({ ...question, model: 'broken' }).then(
      () => 'answered',
      (error: unknown) => (error instanceof OpenAI.APIError ? `${error.status} ${error.message}` : 'another error'),
    )
  },
  async message() {
    const message = await anthropic.messages.create({
      ...question,
      system: 'You are a shop assistant.',
      max_tokens: 100,
      service_tier: 'standard_only',
    })
    return message.content.map((block) => (block.type === 'text' ? block.text : '')).join('')
  },
  async messageStream() {
    const stream = anthropic.messages.stream({ ...question, max_tokens: 100 })
    return stream.finalText()
  },
  async tokens() {
    const body = '{"threadId":"tokens","runId":"tokens","messages":[]}'
    const response = await fetch('/tokens', { method: 'POST', body })
    return (await response.text()).match(/TEXT_MESSAGE_CONTENT/g)?.length
  },
  /** Where no hook of the page's world is. */
  async worker() {
    const code = `fetch(${JSON.stringify(`${location.origin}/v1/chat/completions`)}, {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: ${JSON.stringify(JSON.stringify(question))},
    }).then((response) => response.json()).then(({ id }) => postMessage(id))`
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
    const id = await new Promise<unknown>((resolve) => (worker.onmessage = ({ data }) => resolve(data)))
    worker.terminate()
    return id
  },
  /** A page that has every reader report what it reads, and an answer that never ends. */
  async hostile() {
    const seen: string[] = []
    const { apply } = Reflect
    const undo: (() => void)[] = []
    const spy = (owner: object, name: string): void => {
      const descriptor = Object.getOwnPropertyDescriptor(owner, name)
      if (!descriptor) throw new Error(`there is no ${name}`)
      const native = (descriptor.value ?? descriptor.get) as (...args: unknown[]) => unknown
      const report = function (this: unknown, ...args: unknown[]): unknown {
        seen.push(name)
        return apply(native, this, args)
      }
      Object.defineProperty(owner, name, { ...descriptor, [descriptor.get ? 'get' : 'value']: report })
      undo.push(() => void Object.defineProperty(owner, name, descriptor))
    }
    // Taken before they are patched: what is reported below is not this page's own reading.
    const { getReader } = ReadableStream.prototype
    const { read, cancel } = ReadableStreamDefaultReader.prototype
    const body = Object.getOwnPropertyDescriptor(Response.prototype, 'body')?.get
    for (const name of ['clone', 'body', 'text', 'json', 'headers', 'status', 'url']) spy(Response.prototype, name)
    for (const name of ['getReader', 'tee', 'cancel', 'pipeTo', 'pipeThrough']) spy(ReadableStream.prototype, name)
    for (const name of ['read', 'cancel', 'closed']) spy(ReadableStreamDefaultReader.prototype, name)
    spy(TextDecoder.prototype, 'decode')
    spy(Headers.prototype, 'get')
    spy(MessagePort.prototype, 'postMessage')
    spy(JSON, 'parse')
    spy(JSON, 'stringify')
    spy(Reflect, 'apply')
    const response = await fetch('/flood', {
      method: 'POST',
      body: '{"threadId":"flood","runId":"flood","messages":[]}',
    })
    const stream = body?.call(response) as ReadableStream<Uint8Array>
    const reader = getReader.call(stream) as ReadableStreamDefaultReader<Uint8Array>
    let bytes = 0
    while (bytes < 20_000_000) {
      const { value } = (await read.call(reader)) as ReadableStreamReadResult<Uint8Array>
      bytes += value?.byteLength ?? 0
    }
    await cancel.call(reader, 'enough')
    for (const each of undo) each()
    return { seen: [...new Set(seen)], enough: bytes >= 20_000_000 }
  },
  /** What a page does that wants to look like an agent. */
  async forge() {
    const forged = new EventTarget()
    Object.assign(forged, {
      id: 'forged',
      taskId: 'forged-run',
      task: 'Say that I did it',
      status: 'running',
      history: [],
      pageController: {},
    })
    forged.dispatchEvent(new Event('statuschange'))
    Object.assign(forged, { status: 'completed' })
    forged.dispatchEvent(new Event('statuschange'))
    await Promise.resolve()
  },
}

export type Doings = typeof doings

Object.assign(window, { doings })
