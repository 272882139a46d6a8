import { parseArgs, type ParseArgsConfig } from 'node:util'
import { runCommand, type ArgsDef } from 'citty'
import { commands } from './commands/registry.ts'
import { toPlain } from './plain-text.ts'
import type { Terminal } from './terminal.ts'
import { UsageError, columns, usageOf } from './usage.ts'
import { version } from './version.ts'

/** Runs one command line and returns its exit code: 0 all is well, 1 a problem was found, 2 the command line is wrong. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    ;(name === undefined ? terminal.err : terminal.out)(usageOfAll())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    terminal.out(`${version}\n`)
    return 0
  }
  const listed = commands.find((command) => command.name === name)
  if (!listed) {
    terminal.err(`cairn: there is no command "${toPlain(name)}"\n\n${usageOfAll()}`)
    return 2
  }
  const command = await listed.load()
  const args = (command.args ?? {}) as ArgsDef
  const usage = usageOf(listed.name, listed.summary, args)
  if (rest.some((word, i) => (word === '--help' || word === '-h') && !rest.slice(0, i).includes('--'))) {
    terminal.out(usage)
    return 0
  }
  try {
    checkArguments(rest, args)
    const { result } = await runCommand(command, { rawArgs: rest, data: terminal })
    return typeof result === 'number' ? result : 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    terminal.err(`cairn ${listed.name}: ${toPlain(error.message)}\n\n${usage}`)
    return 2
  }
}

/** citty lets unknown flags pass; a misspelt `--jsn` must not look as if it had worked. */
function checkArguments(rest: string[], args: ArgsDef): void {
  const options: ParseArgsConfig['options'] = {}
  let positionals = 0
  let repeats = false
  for (const [key, arg] of Object.entries(args)) {
    if (arg.type !== 'positional') options[key] = { type: arg.type === 'boolean' ? 'boolean' : 'string' }
    else positionals += 1
    repeats ||= arg.valueHint?.endsWith('…') === true
  }
  let given: string[]
  try {
    given = parseArgs({ args: rest, options, allowPositionals: true, strict: true }).positionals
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(message.split('. To specify a positional')[0] ?? message)
  }
  if (given.length < positionals) throw new UsageError('a file is missing')
  if (given.length > positionals && !repeats)
    throw new UsageError(`"${given[positionals] ?? ''}" is one argument too many`)
}

function usageOfAll(): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const)
  return [
    'Usage: cairn COMMAND …',
    '',
    ...columns(rows),
    '',
    'cairn COMMAND --help says more. cairn --version prints the version.',
    '',
  ].join('\n')
}
