/** Elements that belong to an agent's own interface rather than to the page, by agent. */
export const ownInterfaces: readonly { agent: string; selector: string }[] = [
  { agent: 'page-agent', selector: '#page-agent-runtime_agent-panel, #page-agent-runtime_simulator-mask' },
]
