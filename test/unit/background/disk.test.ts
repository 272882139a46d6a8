import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enoughSpace, watchDisk } from '#background/disk.ts'

const mebibyte = 1024 * 1024
const estimate = vi.fn<() => Promise<StorageEstimate>>()

beforeEach(() => {
  vi.stubGlobal('navigator', { storage: { estimate } })
})
afterEach(() => {
  vi.unstubAllGlobals()
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
    const disk = watchDisk(onFull, () => nowMs)
    estimate.mockResolvedValue({ quota: 1000 * mebibyte, usage: 0 })
    disk.look()
    disk.look()
    expect(estimate).toHaveBeenCalledTimes(1)
    estimate.mockResolvedValue({ quota: 1000 * mebibyte, usage: 999 * mebibyte })
    nowMs = 4999
    disk.look()
    expect(estimate).toHaveBeenCalledTimes(1)
    nowMs = 5000
    disk.look()
    await vi.waitFor(() => expect(onFull).toHaveBeenCalledTimes(1))
  })

  it('is what is wanting when the browser says so, and not when something else failed', () => {
    const onFull = vi.fn()
    const disk = watchDisk(onFull)
    disk.failed(new Error('something else'))
    expect(onFull).not.toHaveBeenCalled()
    disk.failed(new DOMException('no space', 'QuotaExceededError'))
    expect(onFull).toHaveBeenCalledTimes(1)
  })
})
