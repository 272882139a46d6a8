/** One line of a text file, without its line break. */
export interface Line {
  /** From 1. */
  number: number
  text: string
}

/**
 * Longest line or small file that is read, in UTF-16 units. Chromium carries at most 64 MiB in one extension message,
 * so nothing longer can come from a recording, and a longer one would be parsed into more memory than there is.
 */
const textLimit = 64 * 1024 * 1024

/** Splits UTF-8 bytes into lines as they come. A last line without a line break counts. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  // Parts of an unfinished line are joined once: searching the growing line again with every chunk would be quadratic.
  let parts: string[] = []
  let length = 0
  let number = 0
  for await (const chunk of bytes) {
    const text = decoder.decode(chunk, { stream: true })
    let from = 0
    for (let end = text.indexOf('\n', from); end !== -1; end = text.indexOf('\n', from)) {
      parts.push(text.slice(from, end))
      yield { number: ++number, text: parts.join('') }
      parts = []
      length = 0
      from = end + 1
    }
    parts.push(text.slice(from))
    length += text.length - from
    if (length > textLimit) throw new Error(`line ${number + 1} is longer than ${textLimit} characters`)
  }
  const rest = parts.join('') + decoder.decode()
  if (rest !== '') yield { number: ++number, text: rest }
}

/** The whole of a small text file. */
export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  for await (const chunk of bytes) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > textLimit) throw new Error(`the file is longer than ${textLimit} characters`)
  }
  return text + decoder.decode()
}
