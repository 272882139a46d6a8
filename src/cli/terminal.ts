/** Where a command writes. */
export interface Terminal {
  out: (text: string) => void
  err: (text: string) => void
  /** Whether `out` may carry colours. */
  colours: 'on' | 'off'
  env: Record<string, string | undefined>
  cwd: string
}

/** Ways to set a text off from the rest. */
export interface Palette {
  strong: (text: string) => string
  faint: (text: string) => string
  human: (text: string) => string
  agent: (text: string) => string
  other: (text: string) => string
  warning: (text: string) => string
}

/** Colours, or texts as they are. */
export function paletteFor(terminal: Terminal): Palette {
  const style = (code: number, end: number) => (text: string) =>
    terminal.colours === 'on' ? `\u001b[${code}m${text}\u001b[${end}m` : text
  return {
    strong: style(1, 22),
    faint: style(2, 22),
    human: style(32, 39),
    agent: style(35, 39),
    other: style(36, 39),
    warning: style(33, 39),
  }
}

/** Colours only where a person looks, and has not asked for none (https://no-color.org). */
export function coloursFor(stream: { isTTY?: boolean }, env: Terminal['env']): Terminal['colours'] {
  return stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb' ? 'on' : 'off'
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    colours: coloursFor(process.stdout, process.env),
    env: process.env,
    cwd: process.cwd(),
  }
}
