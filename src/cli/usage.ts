import type { ArgsDef } from 'citty'

/** Thrown for a command line that makes no sense; ends with the usage and exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Usage of one command, from the definition of its arguments. */
export function usageOf(name: string, summary: string, args: ArgsDef): string {
  const all = Object.entries(args)
  const positionals = all.filter(([, arg]) => arg.type === 'positional')
  const options = all.filter(([, arg]) => arg.type !== 'positional')
  const words = [
    `cairn ${name}`,
    ...positionals.map(([key, arg]) => arg.valueHint ?? key.toUpperCase()),
    ...options.map(([key, arg]) => `[--${key}${arg.valueHint === undefined ? '' : ` ${arg.valueHint}`}]`),
  ]
  const rows = options.map(([key, arg]): [string, string] => [
    `--${key}${arg.valueHint === undefined ? '' : ` ${arg.valueHint}`}`,
    arg.description ?? '',
  ])
  return [summary, '', `Usage: ${words.join(' ')}`, ...(rows.length > 0 ? ['', ...columns(rows)] : []), ''].join('\n')
}

/** Rows of two columns, indented. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
