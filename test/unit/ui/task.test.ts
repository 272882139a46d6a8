import { describe, expect, it, vi } from 'vitest'
import { createTask } from '#ui/task.ts'

describe('a task', () => {
  it('is busy while it works, and not afterwards', async () => {
    const task = createTask()
    let finish = (): void => undefined
    const running = task.run(() => new Promise<void>((resolve) => (finish = resolve)))
    expect(task.busy.value).toBe(true)
    finish()
    await running
    expect(task.busy.value).toBe(false)
  })

  it('does not begin a second time while it works', async () => {
    const task = createTask()
    const second = vi.fn(() => Promise.resolve())
    const running = task.run(() => task.run(second))
    await running
    expect(second).not.toHaveBeenCalled()
  })

  it('keeps its error for the person to read, until it is tried again', async () => {
    const task = createTask()
    await task.run(() => Promise.reject(new Error('the disk is full')))
    expect([task.busy.value, task.error.value]).toEqual([false, 'the disk is full'])
    await task.run(() => Promise.resolve())
    expect(task.error.value).toBeNull()
  })
})
