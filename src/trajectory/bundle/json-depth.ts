/** How deep JSON may nest in a header, manifest, step or log line; deeper is an attack on readers that recurse. */
export const depthLimit = 100

/** How deep brackets nest in a JSON text, counted without parsing it. */
export function jsonDepth(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === 0x5c) i++
      else if (code === 0x22) inString = false
    } else if (code === 0x22) inString = true
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (code === 0x7d || code === 0x5d) depth--
  }
  return deepest
}

/** Parses JSON from a stranger; throws plain words when it nests too deep. */
export function parseJson(text: string): unknown {
  if (jsonDepth(text) > depthLimit) throw new Error(`nests deeper than ${depthLimit} levels`)
  return JSON.parse(text) as unknown
}
