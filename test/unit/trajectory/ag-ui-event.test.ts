import { EventSchemas } from '@ag-ui/core/schemas'
import { describe, expect, it } from 'vitest'
import { agUiFields, isAgUiEvent } from '#trajectory/ag-ui-event.ts'
import { AgUiEventSchema } from '#trajectory/ag-ui-schema.ts'

/** A value of each kind that AG-UI itself takes. */
const samples = { text: 'x', list: [], record: {}, anything: 'x' } as const

const events = Object.entries(agUiFields).map(([type, fields]) => ({
  type,
  ...Object.fromEntries(
    Object.entries(fields).map(([name, kind]) => [
      name,
      name === 'role' ? 'reasoning' : name === 'subtype' ? 'message' : samples[kind],
    ]),
  ),
}))

describe('events of AG-UI 1.0', () => {
  it('are all there, as the protocol’s own package has them', () => {
    const theirs = EventSchemas.options.map(({ shape }) => shape.type.value).sort()
    expect(Object.keys(agUiFields).sort()).toEqual(theirs)
  })

  it.each(events)('$type is taken by its package, by the page and by the background', (event) => {
    expect(EventSchemas.safeParse(event)).toMatchObject({ success: true })
    expect(isAgUiEvent(event)).toBe(true)
    expect(AgUiEventSchema.safeParse(event)).toMatchObject({ success: true })
  })

  it.each(events.flatMap((event) => Object.keys(event).map((field) => [event.type, field, event] as const)))(
    '%s without %s is refused by page and background',
    (_type, field, event) => {
      const rest: Record<string, unknown> = { ...event }
      Reflect.deleteProperty(rest, field)
      expect(isAgUiEvent(rest)).toBe(false)
      expect(AgUiEventSchema.safeParse(rest).success).toBe(false)
    },
  )

  it('have ids that are texts', () => {
    for (const field of ['runId', 'toolCallId', 'subagentRunId']) {
      const event = { type: 'STEP_STARTED', stepName: 's', [field]: 7 }
      expect(isAgUiEvent(event)).toBe(false)
      expect(AgUiEventSchema.safeParse(event).success).toBe(false)
    }
  })
})
