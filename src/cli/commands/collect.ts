import { resolve } from 'node:path'
import { defineCommand } from 'citty'
import { serveCollector, type RunningCollector } from '#collector/server.ts'
import { createToken } from '#collector/token.ts'
import { toPlain } from '#cli/plain-text.ts'
import type { Terminal } from '#cli/terminal.ts'
import { UsageError } from '#cli/usage.ts'
import { version } from '#cli/version.ts'

/** `cairn collect` */
export const collectCommand = defineCommand({
  args: {
    port: {
      type: 'string',
      valueHint: 'N',
      default: '8787',
      description: 'Port to listen on; 0 takes any free one. Default 8787.',
    },
    host: {
      type: 'string',
      valueHint: 'H',
      default: '127.0.0.1',
      description: 'Address to listen on. Default 127.0.0.1: this computer only.',
    },
    dir: {
      type: 'string',
      valueHint: 'D',
      default: 'cairn-bundles',
      description: 'Folder for the bundles. Default cairn-bundles.',
    },
    token: {
      type: 'string',
      valueHint: 'T',
      description: 'Token uploads must carry. Default CAIRN_TOKEN, or a new one that is printed.',
    },
    'max-mb': {
      type: 'string',
      valueHint: 'N',
      default: '256',
      description: 'Largest bundle taken in, in megabytes. Default 256.',
    },
  },
  async run({ args, data }) {
    const terminal = data as Terminal
    const port = wholeNumber('--port', args.port, { min: 0, max: 65_535 })
    const maxMb = wholeNumber('--max-mb', args['max-mb'], { min: 1, max: 65_536 })
    const given = args.token ?? terminal.env.CAIRN_TOKEN
    if (given !== undefined && !/^[\x21-\x7e]{8,}$/.test(given))
      throw new UsageError('a token has at least 8 characters, without spaces')
    const token = given ?? createToken()
    const dir = resolve(terminal.cwd, args.dir)

    let collector: RunningCollector
    try {
      collector = await serveCollector({
        port,
        host: args.host,
        dir,
        token,
        version,
        maxBytes: maxMb * 1024 * 1024,
        log: (line) => terminal.out(`${line}\n`),
      })
    } catch (error) {
      terminal.err(`cairn collect: cannot start: ${toPlain(error instanceof Error ? error.message : String(error))}\n`)
      return 1
    }
    const stopped = nextSignal()
    terminal.out(greeting(collector.url, { dir, maxMb, token: given === undefined ? token : '(the one you gave)' }))
    if (!isLoopback(args.host))
      terminal.err('This address can be reached by others, over plain http. Put https in front of it.\n')
    await stopped
    terminal.out('Stopping …\n')
    await collector.close()
    return 0
  },
})

function greeting(url: string, { dir, maxMb, token }: { dir: string; maxMb: number; token: string }): string {
  return `Cairn collector ${version}

  Address  ${url}
  Token    ${token}
  Folder   ${dir} (bundles up to ${maxMb} MB)

In Cairn's options page, under "Collector", enter this address and token.
Ctrl+C stops the collector.

`
}

function wholeNumber(flag: string, text: string, { min, max }: { min: number; max: number }): number {
  const n = Number(text)
  if (!/^[0-9]+$/.test(text) || n < min || n > max)
    throw new UsageError(`${flag} takes a whole number from ${min} to ${max}, not "${text}"`)
  return n
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

async function nextSignal(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const
  await new Promise<void>((done) => {
    // Once only, so that a second Ctrl+C ends a collector that does not come to its end.
    const onSignal = (): void => {
      for (const signal of signals) process.off(signal, onSignal)
      done()
    }
    for (const signal of signals) process.on(signal, onSignal)
  })
}
