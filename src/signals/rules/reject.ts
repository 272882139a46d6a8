import { findOverrides, isTakenBack } from '#signals/overrides.ts'
import type { SignalRule } from '#signals/rule.ts'

const confidences = { restored: 0.9, emptied: 0.9, replaced: 0.85 } as const

export const rejectRule: SignalRule = {
  type: 'reject',
  version: 1,
  finds:
    'What an agent entered, chose or checked was set back, emptied or replaced by the person within two minutes. Browser undo is `undo`.',
  find: (overview) =>
    findOverrides(overview).flatMap((override) => {
      const { edit, edits, how } = override
      if (how === 'edited' || isTakenBack(override)) return []
      return [
        {
          targetId: edit.id,
          atMs: edits.at(-1)?.atMs ?? edit.atMs,
          confidence: confidences[how],
          evidence: [edit.id, ...edits.map(({ id }) => id)],
          text: `the person ${how} it`,
        },
      ]
    }),
}
