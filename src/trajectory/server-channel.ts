/** Channels of agents and models behind a server. A page may forward what they say, as announcements of its own. */
export const serverChannel = /^(?:ag-ui|ai-sdk|openai-compatible|anthropic-messages)@/
