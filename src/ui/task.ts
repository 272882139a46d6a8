import { signal, type Signal } from '@preact/signals'

/** Something a button does: at most one at a time, with its error for the person to read. */
export interface Task {
  busy: Signal<boolean>
  error: Signal<string | null>
  run: (work: () => Promise<void>) => Promise<void>
}

export function createTask(): Task {
  const busy = signal(false)
  const error = signal<string | null>(null)
  return {
    busy,
    error,
    async run(work) {
      if (busy.value) return
      busy.value = true
      error.value = null
      try {
        await work()
      } catch (problem) {
        error.value = problem instanceof Error ? problem.message : String(problem)
      } finally {
        busy.value = false
      }
    },
  }
}
