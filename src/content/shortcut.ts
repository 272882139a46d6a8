/**
 * Whether this is somebody pressing a key that the browser takes for a command of the recorder. Chromium keeps such keys
 * from pages, Firefox shows them to the page first. `strokes` as the background writes them (`toStrokes`).
 */
export function isShortcut(event: Event, strokes: readonly string[]): boolean {
  if (strokes.length === 0 || !event.isTrusted || !(event instanceof KeyboardEvent)) return false
  const { key, code } = event
  const held = [event.ctrlKey, event.altKey, event.metaKey, event.shiftKey].map(Number).join('')
  // With Alt, or Option on a Mac, a key may write another letter than stands on it; with Shift, a digit its sign.
  return strokes.includes(held + key.toUpperCase()) || (!/^[a-z]$/i.test(key) && strokes.includes(held + code))
}
