/** Places of modifiers in a stroke: Control, Alt, Meta, Shift. */
const modifiers: Record<string, number> = {
  Ctrl: 0,
  MacCtrl: 0,
  '⌃': 0,
  Alt: 1,
  '⌥': 1,
  Command: 2,
  '⌘': 2,
  Search: 2,
  Shift: 3,
  '⇧': 3,
}

/** Keys that a shortcut calls otherwise than a keydown does. */
const keyNames: Record<string, string> = {
  Comma: ',',
  Period: '.',
  Space: ' ',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
}

/**
 * Shortcuts as content scripts compare them with a keydown: one digit each for Control, Alt, Meta and Shift, then the
 * key in capitals, and once more with the code of the key. `Alt+Shift+Y`, on a Mac `⌥⇧Y`, is `0101Y` and `0101KeyY`.
 */
export function toStrokes(shortcuts: readonly string[]): string[] {
  return shortcuts.flatMap((shortcut) => {
    const parts = shortcut.match(/[⌃⌥⌘⇧]|[^+⌃⌥⌘⇧]+/g) ?? []
    const key = parts.pop()
    if (key === undefined) return []
    const held = [0, 0, 0, 0]
    for (const part of parts) held[modifiers[part] ?? 0] = 1
    const codes = /^[A-Z]$/.test(key) ? [`Key${key}`] : /^[0-9]$/.test(key) ? [`Digit${key}`] : []
    return [(keyNames[key] ?? key).toUpperCase(), ...codes].map((name) => held.join('') + name)
  })
}
