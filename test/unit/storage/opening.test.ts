import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openOrGiveUp } from '#storage/opening.ts'

/** Opens fail so often, as they do in Chromium while its files cannot be read or written. */
let failures = 0

class Ailing extends IDBFactory {
  override open(name: string, version?: number): IDBOpenDBRequest {
    if (failures === 0) return super.open(name, version)
    failures -= 1
    throw new DOMException('Internal error opening backing store for indexedDB.open.', 'UnknownError')
  }
}

beforeEach(() => {
  vi.stubGlobal('setTimeout', (run: () => void) => setImmediate(run))
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  vi.stubGlobal('navigator', {})
  globalThis.indexedDB = new Ailing()
})
afterEach(() => {
  failures = 0
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Opens a store that held something before; tells whether that is still there. */
async function open(room: boolean[]): Promise<'kept' | 'begun anew' | 'failed'> {
  const wanted = failures
  failures = 0
  const opening = {
    onClosed: () => undefined,
    bucket: () => Promise.resolve(null),
    moveTo: () => Promise.resolve(),
    mayGiveUp: () => Promise.resolve(room.length > 1 ? room.shift() === true : room[0] === true),
  }
  const before = await openOrGiveUp(opening)
  await before.put('uploads', { trajectoryId: 't', state: 'done', attempts: 1, detail: '', nextAtMs: 0 }, 't')
  before.close()
  failures = wanted
  const after = await openOrGiveUp(opening).catch(() => null)
  if (!after) return 'failed'
  const count = await after.count('uploads')
  after.close()
  return count === 1 ? 'kept' : 'begun anew'
}

describe('a database that cannot be opened', () => {
  it('is tried again', async () => {
    failures = 3
    expect(await open([true])).toBe('kept')
  })

  it('is begun anew when there is room and it still cannot', async () => {
    failures = 4
    expect(await open([true])).toBe('begun anew')
  })

  it('is left alone while the disk is full', async () => {
    failures = 4
    expect(await open([false])).toBe('failed')
  })

  it('is left alone when the disk was full until now', async () => {
    failures = 4
    expect(await open([false, true])).toBe('failed')
    failures = 4
    expect(await open([true, true, false, true])).toBe('failed')
  })
})
