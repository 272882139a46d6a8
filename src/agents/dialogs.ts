/** A dialog that was a function call, as the page's own world heard it. A claim. */
export interface DialogCall {
  atMs: number
  endAtMs: number
  dialog: 'alert' | 'confirm' | 'prompt'
  message: string
  accept: boolean
  text: string | null
}

const dialogs = ['alert', 'confirm', 'prompt'] as const

/** A message may be this long; the dialog itself shows less. */
const longestMessage = 2000

/** Listens to the page's dialogs, which no extension is told of; returns how to stop. Answers pass through unchanged. */
export function hearDialogs(hear: (call: DialogCall) => void): () => void {
  const { apply } = Reflect
  const { timeOrigin } = performance
  const now = performance.now.bind(performance)
  const undo: (() => void)[] = []
  for (const dialog of dialogs) {
    const original = Object.getOwnPropertyDescriptor(window, dialog)
    if (!original || typeof original.value !== 'function') continue
    const hook = new Proxy(original.value as (...args: unknown[]) => unknown, {
      apply(target, self, args: unknown[]) {
        const atMs = timeOrigin + now()
        const answer = apply(target, self, args)
        try {
          const [first] = args
          // Asking an object for its text would run the page's code a second time.
          const message = typeof first === 'string' || typeof first === 'number' ? `${first}` : ''
          const accept = dialog === 'alert' || (dialog === 'confirm' ? answer === true : answer !== null)
          const text = dialog === 'prompt' && typeof answer === 'string' ? answer : null
          hear({ atMs, endAtMs: timeOrigin + now(), dialog, message: message.slice(0, longestMessage), accept, text })
        } catch {
          // Whatever a page passes here, its dialog has worked.
        }
        return answer
      },
    })
    Object.defineProperty(window, dialog, { ...original, value: hook })
    undo.push(() => {
      // If a page patched on top of us, its patch stays and ours is a pass-through.
      if (Object.getOwnPropertyDescriptor(window, dialog)?.value === hook)
        Object.defineProperty(window, dialog, original)
    })
  }
  return () => {
    for (const each of undo) each()
  }
}
