import { describe, expect, it, vi } from 'vitest'
import type { Call } from '#messages/call.ts'
import type { FollowedEntry, Replies } from '#messages/table.ts'
import { createFollower, type FollowerOptions } from '#panel/follower.ts'
import { signalsOf, signalText, titleOf } from '#panel/words.ts'
import { shopTrajectory } from '../../support/sample-trajectory.ts'

type State = Parameters<FollowerOptions['show']>[0]
type Live = NonNullable<Replies['recording.status']['recording']>

const followed = ['agent', 'action', 'signal', 'outcome', 'gap']
const log = shopTrajectory().log.filter((entry): entry is FollowedEntry => followed.includes(entry.kind))

const live: Live = {
  trajectoryId: 'trajectory000001',
  phase: 'recording',
  pause: null,
  instruction: 'Buy oat milk',
  startedAtMs: 0,
  actions: 0,
  gaps: 0,
  lastGap: null,
  about: null,
  takenOver: false,
  hintAsked: null,
}

/** A background that has stored the log up to some entry, and dies when it is told to. */
function scripted() {
  const background = { stored: 0, live: live as Live | null, dead: false, asked: [] as string[] }
  const numberOf = (entry: FollowedEntry): number => log.indexOf(entry) + 1
  const call = ((name: string, request: { kind?: string; fromMs?: number | null; through?: { all?: number } }) => {
    background.asked.push(name)
    if (background.dead) return Promise.reject(new Error('the background did not answer'))
    const stored = log.slice(0, background.stored)
    if (name === 'recording.status') return Promise.resolve({ recording: background.live })
    if (name === 'log.through') return Promise.resolve({ through: { all: stored.length } })
    if (name === 'log.end') return Promise.resolve({ entries: stored.slice(-20) })
    if (name === 'log.page') {
      const rest = stored.filter(({ kind, atMs }) => kind === request.kind && atMs >= (request.fromMs ?? -Infinity))
      const page = rest.sort((a, b) => a.atMs - b.atMs).slice(0, 30)
      return Promise.resolve({ entries: page, nextMs: page.length < 30 ? null : page.at(-1)!.atMs })
    }
    const after = stored.filter((entry) => numberOf(entry) > (request.through?.all ?? 0)).slice(0, 10)
    const all = after.length === 0 ? (request.through?.all ?? 0) : numberOf(after.at(-1)!)
    return Promise.resolve({ entries: after, through: { all }, more: after.length === 10 })
  }) as unknown as Call
  return { background, call }
}

function follow() {
  const { background, call } = scripted()
  let state: State | null = null
  const show = vi.fn((next: State) => {
    state = next
  })
  const { refresh } = createFollower({ call, show })
  return { background, refresh, show, shown: () => state! }
}

const told = ({ view }: State): string[] =>
  view.items.map((item) => [titleOf(item, view), ...signalsOf(item, view).map(signalText)].join(' | '))

describe('the follower', () => {
  it('shows the same whether it was there from the beginning or came late', async () => {
    const early = follow()
    for (early.background.stored = 0; early.background.stored < log.length; early.background.stored += 7)
      await early.refresh()
    early.background.stored = log.length
    await early.refresh()
    const late = follow()
    late.background.stored = log.length
    await late.refresh()
    expect(told(late.shown()).length).toBeGreaterThan(3)
    expect(told(early.shown())).toEqual(told(late.shown()))
    expect(late.shown().view.tokens).toBe(early.shown().view.tokens)
  })

  it('loses nothing when the background dies in the middle, and shows it when it is back', async () => {
    const { background, refresh, shown } = follow()
    background.stored = log.length >> 1
    await refresh()
    const before = told(shown()).length
    background.dead = true
    await expect(refresh()).rejects.toThrow('did not answer')
    expect(told(shown())).toHaveLength(before)
    background.dead = false
    background.stored = log.length
    await refresh()
    const fresh = follow()
    fresh.background.stored = log.length
    await fresh.refresh()
    expect(told(shown())).toEqual(told(fresh.shown()))
  })

  it('keeps showing what was recorded when the recording has ended, and forgets it for the next', async () => {
    const { background, refresh, shown } = follow()
    background.stored = log.length
    await refresh()
    background.live = null
    await refresh()
    expect(shown()).toMatchObject({ live: null, trajectoryId: live.trajectoryId })
    expect(told(shown()).length).toBeGreaterThan(3)
    background.live = { ...live, trajectoryId: 'trajectory000002' }
    background.stored = 0
    await refresh()
    expect(told(shown())).toEqual([])
  })

  it('asks for nothing while nothing is recorded', async () => {
    const { background, refresh } = follow()
    background.live = null
    await refresh()
    expect(background.asked).toEqual(['recording.status'])
  })

  it('reads one thing at a time, and once more for all who asked meanwhile', async () => {
    const { background, refresh } = follow()
    background.live = null
    await Promise.all([refresh(), refresh(), refresh()])
    expect(background.asked).toEqual(['recording.status', 'recording.status'])
  })
})
