import { shorten, toPlain } from '#cli/plain-text.ts'
import { paletteFor, type Palette, type Terminal } from '#cli/terminal.ts'

/** How an inspection writes: every text from the bundle goes through `text` or `quote`. */
export interface Writer {
  palette: Palette
  /** A text from the bundle, on one line, shortened unless it is to be whole. */
  text: (text: string, length?: number) => string
  /** The same in quotation marks. */
  quote: (text: string) => string
}

/** Long enough for a sentence, short enough for a line. */
const usualLength = 160

/** A writer for this terminal; `whole` keeps long texts as they are. */
export function createWriter(terminal: Terminal, { length }: { length: 'short' | 'whole' }): Writer {
  const text = (value: string, limit = usualLength): string =>
    length === 'whole' ? toPlain(value) : shorten(toPlain(value), limit)
  return { palette: paletteFor(terminal), text, quote: (value) => `"${text(value, 80)}"` }
}

/** 1234567 as 1,234,567. */
export function grouped(n: number): string {
  return n.toLocaleString('en-US')
}

/** 0.97 as 97 %. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** Milliseconds as a person says them: 140 ms, 2.4 s, 12 min. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.round(ms / 60_000)} min`
}

/** Time since the start of the recording: +12.3s. */
export function since(atMs: number, startedAtMs: number): string {
  const seconds = (atMs - startedAtMs) / 1000
  return `${seconds < 0 ? '' : '+'}${seconds.toFixed(1)}s`
}

/** `3 actions`, `1 action`. */
export function counted(n: number, word: string): string {
  return `${grouped(n)} ${word}${n === 1 ? '' : 's'}`
}
