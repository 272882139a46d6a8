import { describe, expect, it } from 'vitest'
import { toFollowed } from '#background/following.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'

const { log } = shopTrajectory()

describe('an entry on its way to the panel', () => {
  it('is there when it is part of a step or stands between steps, never what the page looked like', () => {
    const kinds = new Set(log.flatMap(toFollowed).map(({ kind }) => kind))
    expect(kinds).toEqual(new Set(['agent', 'action', 'signal', 'outcome', 'gap']))
    expect(log.some(({ kind }) => kind === 'observation')).toBe(true)
  })

  it('keeps what its step needs, and no text longer than a line could show', () => {
    const action = log.find((entry) => entry.kind === 'action' && entry.actor === 'agent' && entry.target !== null)!
    const [followed] = toFollowed(action)
    expect(followed).toMatchObject({
      id: action.id,
      actor: 'agent',
      target: { selectors: [], attributes: {} },
      moments: [],
    })
    const call = log.find((entry) => entry.kind === 'agent' && entry.event.type === 'TOOL_CALL_RESULT')!
    const long = { ...call, event: { type: 'TOOL_CALL_RESULT', toolCallId: 'c', content: 'x'.repeat(50_000) } }
    expect(JSON.stringify(toFollowed(long as typeof call)).length).toBeLessThan(4000)
  })

  it('is left out when an agent says what no step shows', () => {
    const call = log.find((entry) => entry.kind === 'agent')!
    expect(toFollowed({ ...call, event: { type: 'RAW', event: {} }, policy: undefined })).toEqual([])
  })
})
