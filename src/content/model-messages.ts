import type { Announcement } from '#agents/announcement.ts'

/** Fields of an inference that hold what was said to a model and by it, in words or in numbers of words. */
const messageFields = new Set([
  'gen_ai.system_instructions',
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.tool.definitions',
  'recorder.token_ids',
])

/** The same without the messages of an inference: nobody allowed them, whoever announces it. */
export function withoutMessages(announcement: Announcement): Announcement {
  const { event } = announcement
  const { value } = event
  if (event.name !== 'recorder.llm_call' || typeof value !== 'object' || value === null) return announcement
  const kept = Object.entries(value).filter(([key]) => !messageFields.has(key))
  return { ...announcement, event: { ...event, value: Object.fromEntries(kept) } }
}
