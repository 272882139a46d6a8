import { PageAgent } from 'page-agent'
import { required } from './element.ts'

interface AssistantConfig {
  readonly model: string
  readonly apiKey: string
}

/** Embeds the assistant: its panel stands open from the start, and the header's button brings it back when closed. */
export async function startAssistant(): Promise<void> {
  const config = await fetchConfig()
  let agent = createAgent(config)

  required('#ask-assistant', HTMLButtonElement).addEventListener('click', () => {
    // The panel's own close button disposes of the agent for good.
    if (agent.disposed) agent = createAgent(config)
    agent.panel.show()
    agent.panel.wrapper.querySelector('input')?.focus()
  })
}

function createAgent({ model, apiKey }: AssistantConfig): PageAgent {
  const agent = new PageAgent({
    baseURL: new URL('/v1', location.href).href,
    model,
    apiKey,
    language: 'en-US',
    stepDelay: 0.2,
  })
  agent.panel.show()
  return agent
}

async function fetchConfig(): Promise<AssistantConfig> {
  const response = await fetch('/assistant-config.json')
  const config: unknown = await response.json()
  if (
    typeof config === 'object' &&
    config !== null &&
    'model' in config &&
    typeof config.model === 'string' &&
    'apiKey' in config &&
    typeof config.apiKey === 'string'
  ) {
    return { model: config.model, apiKey: config.apiKey }
  }
  throw new Error('The server sent no usable /assistant-config.json')
}
