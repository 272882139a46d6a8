import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const session = new Map<string, unknown>()
const alarms = new Set<string>()
const api = {
  runtime: { id: 'cairn' },
  storage: {
    session: {
      get: (key: string) => Promise.resolve(session.has(key) ? { [key]: session.get(key) } : {}),
      set: (values: Record<string, unknown>) => {
        for (const [key, value] of Object.entries(values)) session.set(key, value)
        return Promise.resolve()
      },
      remove: (key: string) => Promise.resolve(void session.delete(key)),
    },
  },
  alarms: {
    create: (name: string) => Promise.resolve(void alarms.add(name)),
    clear: (name: string) => Promise.resolve(alarms.delete(name)),
  },
}
vi.stubGlobal('browser', api)
vi.stubGlobal('chrome', api)
const { enoughSpace, watchDisk } = await import('#background/disk.ts')

const mebibyte = 1024 * 1024
const estimate = vi.fn<() => Promise<StorageEstimate>>()
const room = { quota: 1000 * mebibyte, usage: 0 }
const noRoom = { quota: 1000 * mebibyte, usage: 999 * mebibyte }

beforeEach(() => {
  vi.stubGlobal('navigator', { storage: { estimate } })
  vi.useFakeTimers()
  session.clear()
  alarms.clear()
})
afterEach(() => {
  vi.useRealTimers()
  vi.stubGlobal('navigator', undefined)
  estimate.mockReset()
})

describe('space on the disk', () => {
  it.each([
    [{ quota: 1000 * mebibyte, usage: 800 * mebibyte }, true],
    [{ quota: 1000 * mebibyte, usage: 800 * mebibyte + 1 }, false],
    [{}, true],
  ])('of %j is enough: %s', async (told, enough) => {
    estimate.mockResolvedValue(told)
    expect(await enoughSpace()).toBe(enough)
  })

  it('is asked for now and then, when something was stored', async () => {
    let nowMs = 0
    const onFull = vi.fn()
    const disk = watchDisk({ onDoubt: () => undefined, onFull, makeGood: () => Promise.resolve(), nowMs: () => nowMs })
    estimate.mockResolvedValue(room)
    disk.look()
    disk.look()
    expect(estimate).toHaveBeenCalledTimes(1)
    estimate.mockResolvedValue(noRoom)
    nowMs = 4999
    disk.look()
    expect(estimate).toHaveBeenCalledTimes(1)
    nowMs = 5000
    disk.look()
    await vi.waitFor(() => expect(onFull).toHaveBeenCalledTimes(1))
  })
})

describe('a write that failed', () => {
  const watch = (makeGood = vi.fn(() => Promise.resolve())) => {
    const onDoubt = vi.fn()
    const onFull = vi.fn()
    return { onDoubt, onFull, makeGood, disk: watchDisk({ onDoubt, onFull, makeGood }) }
  }
  const outOfSpace = new DOMException('no space', 'QuotaExceededError')

  it('for another reason says nothing of the disk', async () => {
    const { disk, onDoubt, makeGood } = watch()
    disk.failed(new Error('something else'))
    disk.failed(new DOMException('closing', 'InvalidStateError'))
    await disk.sound()
    expect(onDoubt).not.toHaveBeenCalled()
    expect(makeGood).not.toHaveBeenCalled()
  })

  it.each(['QuotaExceededError', 'UnknownError'])(
    'by %s makes the store doubtful until it is made good',
    async (name) => {
      const { disk, onDoubt, onFull, makeGood } = watch()
      estimate.mockResolvedValue(noRoom)
      disk.failed(new DOMException('it failed', name))
      expect(onDoubt).toHaveBeenCalledTimes(1)
      // It would be written behind what failed.
      expect(onFull).not.toHaveBeenCalled()
      await expect(disk.sound()).rejects.toThrow('The disk is nearly full')
      expect(makeGood).not.toHaveBeenCalled()
      expect(await disk.inDoubt()).toBe(true)
      estimate.mockResolvedValue(room)
      await Promise.all([disk.sound(), disk.sound()])
      expect(makeGood).toHaveBeenCalledTimes(1)
      expect(await disk.inDoubt()).toBe(false)
      expect([...alarms]).toEqual([])
    },
  )

  it('is remembered by a worker that starts anew', async () => {
    estimate.mockResolvedValue(noRoom)
    watch().disk.failed(outOfSpace)
    await vi.advanceTimersByTimeAsync(0)
    const { disk, makeGood } = watch()
    expect(await disk.inDoubt()).toBe(true)
    estimate.mockResolvedValue(room)
    await disk.sound()
    expect(makeGood).toHaveBeenCalledTimes(1)
    expect(await watch().disk.inDoubt()).toBe(false)
  })

  it('is made good as soon as there is room, whether anybody writes or not', async () => {
    estimate.mockResolvedValue(noRoom)
    const { disk, makeGood } = watch()
    disk.failed(outOfSpace)
    await vi.advanceTimersByTimeAsync(3000)
    expect(makeGood).not.toHaveBeenCalled()
    expect([...alarms]).toEqual(['cairn.disk'])
    estimate.mockResolvedValue(room)
    await vi.advanceTimersByTimeAsync(1000)
    expect(makeGood).toHaveBeenCalledTimes(1)
  })

  it('stays in doubt when making good fails', async () => {
    estimate.mockResolvedValue(room)
    const { disk } = watch(vi.fn(() => Promise.reject(outOfSpace)))
    disk.failed(outOfSpace)
    await expect(disk.sound()).rejects.toThrow('no space')
    expect(await disk.inDoubt()).toBe(true)
  })
})
