import { findRollbacks } from '#signals/rollbacks.ts'
import type { SignalRule } from '#signals/rule.ts'

export const undoRule: SignalRule = {
  type: 'undo',
  version: 1,
  finds:
    'What was done within the last minute is taken back: by the undo key, by a button that undoes, cancels or deletes it, or by a person who goes back from where an agent had gone.',
  find: (overview) =>
    findRollbacks(overview).map(({ deed, by, how, confidence }) => ({
      targetId: deed.id,
      atMs: by.atMs,
      confidence,
      evidence: [deed.id, by.id],
      text: how,
    })),
}
