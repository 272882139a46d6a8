import type { SignalType } from '#trajectory/signal.ts'

/** What was said about a step, for a person to read. */
export const signalWords: Record<SignalType, string> = {
  accept: 'Accepted',
  reject: 'Rejected',
  refine: 'Refined',
  cancel: 'Cancelled',
  're-ask': 'Asked again',
  scold: 'Scolded',
  takeover: 'Taken over',
  'hand-back': 'Handed back',
  undo: 'To be undone',
  hint: 'Hint',
  rating: 'Rated',
  note: 'Note',
}

/** The same as one sign, where there is room for no more; never alone where a screen reader reads. */
export const signalSigns: Record<SignalType, string> = {
  accept: '✓',
  reject: '✗',
  refine: '✎',
  cancel: '⏹',
  're-ask': '↻',
  scold: '!',
  takeover: '⇥',
  'hand-back': '⇤',
  undo: '↩',
  hint: '?',
  rating: '★',
  note: '✎',
}
