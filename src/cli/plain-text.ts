/**
 * Characters that steer a terminal or reorder what is read: C0 and C1 controls, line and paragraph separators, marks
 * and overrides of direction. A page may put them into any text that is recorded.
 */
// eslint-disable-next-line no-control-regex -- neutralising them is the purpose
const steering = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g

/** One line of text from a stranger, safe to print: line breaks become ⏎, other steering characters visible. */
export function toPlain(text: string): string {
  return text.replace(/\r\n?|\n/g, '⏎').replace(steering, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : '\ufffd'
  })
}

/** JSON that is safe to print: steering characters that JSON leaves as they are become escapes. */
export function toPlainJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2)
  return json.replace(steering, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Cuts a text to a number of characters; the last one is … when something was cut. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text
  const characters = Array.from(text.slice(0, length * 2))
  return characters.length <= length && text.length <= length * 2
    ? text
    : `${characters.slice(0, length - 1).join('')}…`
}
