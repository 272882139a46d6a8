import type { CommandDef } from 'citty'

/** A command as the list knows it; the rest is loaded when it runs. */
export interface ListedCommand {
  name: string
  summary: string
  load: () => Promise<CommandDef>
}

/** Every command, in the order they are offered. */
export const commands: readonly ListedCommand[] = [
  {
    name: 'validate',
    summary: 'Check bundles: valid, or every problem with its place.',
    load: async () => (await import('./validate.ts')).validateCommand as CommandDef,
  },
  {
    name: 'inspect',
    summary: 'Show what happened in a bundle, readably.',
    load: async () => (await import('./inspect.ts')).inspectCommand as CommandDef,
  },
  {
    name: 'stats',
    summary: 'Add bundles up by policy: success, acceptance, takeovers, tokens.',
    load: async () => (await import('./stats.ts')).statsCommand as CommandDef,
  },
  {
    name: 'replay',
    summary: "Carry a bundle's actions out again in a browser, and compare.",
    load: async () => (await import('./replay.ts')).replayCommand as CommandDef,
  },
  {
    name: 'formats',
    summary: 'List the formats a trajectory can be exported to.',
    load: async () => (await import('./formats.ts')).formatsCommand as CommandDef,
  },
  {
    name: 'collect',
    summary: 'Run the reference collector, which recorders upload to.',
    load: async () => (await import('./collect.ts')).collectCommand as CommandDef,
  },
]
