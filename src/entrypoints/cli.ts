#!/usr/bin/env node
import { runCli } from '#cli/main.ts'
import { processTerminal } from '#cli/terminal.ts'

// `cairn inspect FILE | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await runCli(process.argv.slice(2), processTerminal())
