import { attributed } from '#agents/attribution.ts'
import type { Actor } from '#trajectory/attribution.ts'
import type { AgentWindows } from './agent-windows.ts'
import type { Dialog } from './dialogs.ts'
import type { FieldContents } from './field-content.ts'
import type { EntryDraft } from './outbox.ts'
import type { Resize } from './viewport.ts'

export interface BesidePageOptions {
  windows: AgentWindows
  contents: FieldContents
  driver: () => Exclude<Actor, 'mixed' | 'unknown'> | null
  /** What goes on in the page is over by then. */
  flush: () => void
  add: (make: () => EntryDraft, redacted: Record<string, number>) => void
}

/** What a person does with the browser's own interface about this document, as actions. */
export function createBesidePage({ windows, contents, driver, flush, add }: BesidePageOptions): {
  dialog: (dialog: Dialog) => void
  resize: (resize: Resize) => void
} {
  function emit(
    name: 'handle_dialog' | 'resize',
    { atMs, endAtMs, ...args }: Dialog | Resize,
    redacted: Record<string, number> = {},
  ): void {
    flush()
    const during = windows.at(atMs)
    const declared = driver()
    const verdict = attributed({
      transitionType: name === 'resize' ? 'window' : 'dialog',
      ...(declared ? { driver: declared } : {}),
      // Only a declared agent reaches the browser's own interface.
      ...(during.driver ? during : {}),
    })
    add(
      () =>
        ({
          kind: 'action',
          name,
          args,
          atMs,
          endAtMs,
          provenance: 'observed',
          ...verdict,
          target: null,
          observationId: null,
          surface: 'browser',
          moments: [],
        }) as EntryDraft,
      redacted,
    )
  }

  return {
    dialog(dialog) {
      if (dialog.text === null) {
        emit('handle_dialog', dialog)
        return
      }
      const { value, rule } = contents.answer(dialog.message, dialog.text)
      emit('handle_dialog', { ...dialog, text: value }, rule === null ? {} : { [rule]: 1 })
    },
    resize: (resize) => emit('resize', resize),
  }
}
