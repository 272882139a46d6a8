/** What a keydown says of itself. */
interface Keystroke {
  key: string
  code: string
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
  shiftKey: boolean
}

const modifiers = new Map<string, keyof Keystroke>([
  ['Ctrl', 'ctrlKey'],
  ['MacCtrl', 'ctrlKey'],
  ['⌃', 'ctrlKey'],
  ['Alt', 'altKey'],
  ['⌥', 'altKey'],
  ['Command', 'metaKey'],
  ['⌘', 'metaKey'],
  ['Search', 'metaKey'],
  ['Shift', 'shiftKey'],
  ['⇧', 'shiftKey'],
])

/** Keys with a name of the browser's own in shortcuts. */
const keyNames = new Map([
  [',', 'Comma'],
  ['.', 'Period'],
  [' ', 'Space'],
  ['ArrowUp', 'Up'],
  ['ArrowDown', 'Down'],
  ['ArrowLeft', 'Left'],
  ['ArrowRight', 'Right'],
])

/**
 * Whether this is somebody pressing a key that the browser takes for a command of the recorder. Chromium keeps such keys
 * from pages, Firefox shows them to the page first. `shortcuts` as the browser writes them: `Alt+Shift+Y`, on a Mac `⌥⇧Y`.
 */
export function isShortcut(event: Event, shortcuts: readonly string[]): boolean {
  return (
    shortcuts.length > 0 &&
    event.isTrusted &&
    event instanceof KeyboardEvent &&
    shortcuts.some((shortcut) => matches(event, shortcut))
  )
}

/** Pure part of `isShortcut`. */
export function matches(keystroke: Keystroke, shortcut: string): boolean {
  const parts = shortcut.match(/[⌃⌥⌘⇧]|[^+⌃⌥⌘⇧]+/g) ?? []
  const key = parts.pop()
  if (key === undefined) return false
  const held = new Set(parts.map((part) => modifiers.get(part)))
  for (const name of modifiers.values()) if (keystroke[name] !== held.has(name)) return false
  const named = keyNames.get(keystroke.key) ?? keystroke.key
  if (named.toUpperCase() === key.toUpperCase()) return true
  // With Alt, or Option on a Mac, the key may write another letter than stands on it; with Shift, a digit its sign.
  return !/^[a-z]$/i.test(keystroke.key) && (keystroke.code === `Key${key}` || keystroke.code === `Digit${key}`)
}
