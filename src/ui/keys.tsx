import type { VNode } from 'preact'

/** The keys of a command beside its button; nothing when none are set. For the eye: the button names them to others. */
export function Keys({ keys }: { keys: string }): VNode | null {
  return keys === '' ? null : <kbd aria-hidden="true">{keys}</kbd>
}
