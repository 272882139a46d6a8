import '@mcp-b/global'
import { TabClientTransport } from '@mcp-b/transports'
import { Client } from '@modelcontextprotocol/client'

// A page that offers tools, and an agent in it that calls them, both as their documentation says. Neither knows of a
// recorder.

interface Tool {
  name: string
  description: string
  inputSchema: object
  execute: (input: Record<string, unknown>) => unknown
}

const { modelContext } = document as unknown as { modelContext: { registerTool: (tool: Tool) => Promise<void> } }

const search = document.querySelector<HTMLInputElement>('#search')!
document.querySelector('#add')!.addEventListener('click', () => {
  const item = document.createElement('li')
  item.textContent = search.value
  document.querySelector('#basket')!.append(item)
})

const text = (text: string): object => ({ content: [{ type: 'text', text }] })
const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))

const tools: Tool[] = [
  {
    name: 'add_to_basket',
    description: 'Adds a product to the basket',
    inputSchema: {
      type: 'object',
      properties: { product: { type: 'string' }, apiKey: { type: 'string' } },
      required: ['product'],
    },
    async execute({ product }) {
      search.value = String(product)
      search.dispatchEvent(new Event('input', { bubbles: true }))
      await pause(20)
      document.querySelector<HTMLButtonElement>('#add')!.click()
      return text(`${String(product)} is in the basket`)
    },
  },
  {
    name: 'fail',
    description: 'Fails',
    inputSchema: { type: 'object', properties: {} },
    execute: () => Promise.reject(new Error('sold out')),
  },
  {
    name: 'read_all',
    description: 'Answers with more than is recorded',
    inputSchema: { type: 'object', properties: {} },
    execute: () => text('all of it '.repeat(50_000)),
  },
  {
    name: 'wait',
    description: 'Takes long',
    inputSchema: { type: 'object', properties: {} },
    execute: () => pause(400).then(() => text('waited')),
  },
]

let client: Client

const doings = {
  async connect(): Promise<string[]> {
    for (const tool of tools) await modelContext.registerTool(tool)
    client = new Client({ name: 'basket-agent', version: '2.1.0' })
    await client.connect(new TabClientTransport({ targetOrigin: location.origin }))
    return (await client.listTools()).tools.map(({ name }) => name)
  },
  async call(name: string, args: Record<string, unknown>): Promise<unknown> {
    try {
      return await client.callTool({ name, arguments: args })
    } catch (error) {
      return String(error)
    }
  },
  async cancelled(name: string): Promise<string> {
    try {
      await client.callTool({ name, arguments: {} }, { signal: AbortSignal.timeout(100) })
      return 'answered'
    } catch {
      return 'cancelled'
    }
  },
  /** Whatever else comes by that channel; the page's tools and its client must not mind. */
  async post(messages: unknown[]): Promise<void> {
    for (const message of messages) window.postMessage(message, location.origin)
    await pause(100)
  },
}

export type Doings = typeof doings

Object.assign(window, { doings })
