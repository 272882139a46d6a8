import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Ports } from '#background/ports.ts'
import type { Request } from '#messages/table.ts'
import type { CairnDatabase } from '#storage/database.ts'
import { appendEntries } from '#storage/log.ts'
import { click, freshDatabase, gap, shopId, shopSource, trajectoryId } from '../storage/browser-storage.ts'
import { stubExtension } from './content-script.ts'

stubExtension()
const { giveSignal, isTakenOver } = await import('#background/signals.ts')

let database: CairnDatabase
/** What pages still hold back until they are asked for it. */
let held: (() => Promise<unknown>) | null

const ports = {
  release: async () => {
    await held?.()
  },
} as unknown as Ports

beforeEach(async () => {
  database = await freshDatabase()
  held = null
  await database.put('recording', { trajectoryId, phase: 'recording', driver: null, messages: false }, 'live')
})

const append = (...items: Parameters<typeof appendEntries>[4][]) =>
  appendEntries(database, trajectoryId, shopSource, shopId, items.flat() as never)
const give = (request: Partial<Request<'trajectory.signal'>> & Pick<Request<'trajectory.signal'>, 'type'>) =>
  giveSignal(database, ports, { text: null, score: null, targetId: null, ...request })
const signals = async () =>
  (await database.getAll('entries')).map(({ entry }) => entry).filter(({ kind }) => kind === 'signal')

describe('a signal', () => {
  it('is on disk when it is answered, about the last thing an agent did', async () => {
    await append([click(1, 100, { actor: 'agent' }), click(2, 200)])
    const { id, targetId } = await give({ type: 'reject', text: '  search first ' })
    expect(targetId).toBe(`${shopId}:1`)
    expect(await signals()).toMatchObject([
      { id, type: 'reject', text: 'search first', targetId, by: 'explicit', confidence: 1 },
    ])
  })

  it('is about what a page still held back when the person reacted', async () => {
    await append([click(1, 100, { actor: 'agent' })])
    held = () => append([click(2, 200, { actor: 'agent' })])
    expect((await give({ type: 'accept' })).targetId).toBe(`${shopId}:2`)
  })

  it('is about the entry it names, which must be one that somebody did', async () => {
    await append([click(1, 100), gap(2, 200)])
    expect((await give({ type: 'hint', text: 'the other one', targetId: `${shopId}:1` })).targetId).toBe(`${shopId}:1`)
    await expect(give({ type: 'accept', targetId: `${shopId}:9` })).rejects.toThrow(`no entry "${shopId}:9"`)
    await expect(give({ type: 'accept', targetId: `${shopId}:2` })).rejects.toThrow('is of kind gap')
    expect(await signals()).toHaveLength(1)
  })

  it.each([
    [{ type: 'hint', text: ' ' }, 'a hint needs words'],
    [{ type: 'note' }, 'a note needs words'],
    [{ type: 'rating' }, 'a rating needs a score'],
    [{ type: 'accept', score: 1 }, '"accept" has no score'],
    [{ type: 'accept' }, 'no action of an agent is recorded yet that "accept" could be about'],
  ] as const)('that makes no sense is refused in plain words: %j', async (request, words) => {
    await append([click(1, 100)])
    await expect(give(request)).rejects.toThrow(words)
    expect(await signals()).toEqual([])
  })

  it('needs a recording', async () => {
    await database.delete('recording', 'live')
    await expect(give({ type: 'accept' })).rejects.toThrow('no recording is running')
  })

  it('may be about nothing in particular where it is about who acts, or about the whole', async () => {
    expect((await give({ type: 'takeover' })).targetId).toBeNull()
    expect(await isTakenOver(database, trajectoryId)).toBe(true)
    await give({ type: 'hand-back' })
    expect(await isTakenOver(database, trajectoryId)).toBe(false)
    await give({ type: 'rating', score: 0.5 })
    expect(await signals()).toHaveLength(3)
  })

  it('is masked as everything is', async () => {
    await append([click(1, 100, { actor: 'agent' })])
    await give({ type: 'note', text: `my key is ${['sk', 'proj', 'a1B2'.repeat(12)].join('-')}` })
    expect(await signals()).toMatchObject([{ text: 'my key is <vendor-key>', redacted: { 'vendor-key': 1 } }])
  })
})
