import { jsonOf, secretName } from './json.ts'

/** So much of one value is told, in characters. */
const longestText = 200_000
const deepest = 40

const { getOwnPropertyDescriptor, keys } = Object
const { isArray } = Array

/** The own value of a field: no getter of the page runs, and nothing that it put into a prototype is taken for data. */
export function own(object: unknown, name: string | number): unknown {
  return typeof object === 'object' && object !== null ? getOwnPropertyDescriptor(object, name)?.value : undefined
}

/**
 * What a page holds, as JSON, without what is named like a secret; null when it is too much. Written by hand, because
 * `JSON.stringify` runs the page's getters and `toJSON`.
 */
export function jsonOfPage(value: unknown): string | null {
  let room = longestText

  function write(value: unknown, depth: number): string {
    room -= typeof value === 'string' ? value.length : 4
    if (room < 0 || depth > deepest) throw new RangeError()
    if (typeof value !== 'object' || value === null) {
      const isJson = value === null || typeof value === 'string' || typeof value === 'boolean' || isNumber(value)
      return isJson ? jsonOf(value) : 'null'
    }
    const isList = isArray(value)
    const names = isList ? [] : keys(value)
    const { length } = isList ? value : names
    let text = ''
    for (let i = 0; i < length; i++) {
      const name = isList ? i : (names[i] ?? '')
      const item = own(value, name)
      if (!isList && (item === undefined || typeof item === 'function')) continue
      if (text !== '') text += ','
      if (typeof name === 'string') {
        room -= name.length
        text += `${jsonOf(name)}:`
      }
      text += typeof name === 'string' && isSecret(name, item) ? '"<omitted>"' : write(item, depth + 1)
    }
    return isList ? `[${text}]` : `{${text}}`
  }

  try {
    return write(value, 0)
  } catch {
    return null
  }
}

/** What a tool answered: text as it reads, also where MCP wraps it; all else as JSON. Null when it is too much. */
export function answerOfPage(answer: unknown): string | null {
  if (answer === undefined) return ''
  const text = typeof answer === 'string' ? answer : textParts(own(answer, 'content'))
  if (text === null) return jsonOfPage(answer)
  return text.length > longestText ? null : text
}

function textParts(parts: unknown): string | null {
  if (!isArray(parts)) return null
  let text = ''
  for (let i = 0; i < parts.length && text.length <= longestText; i++) {
    const part = own(own(parts, i), 'text')
    if (typeof part !== 'string') return null
    text += i === 0 ? part : `\n${part}`
  }
  return text
}

/** JSON has no other numbers. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' && value - value === 0
}

function isSecret(name: string, value: unknown): boolean {
  return (typeof value === 'string' || (typeof value === 'object' && value !== null)) && secretName.test(name)
}
