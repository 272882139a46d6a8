import { defineCommand } from 'citty'
import { salvageBundle, type Salvage } from '#trajectory/bundle/salvage.ts'
import type { Entry } from '#trajectory/entry.ts'
import type { Header } from '#trajectory/header.ts'
import { deriveSteps } from '#trajectory/step.ts'
import { createSummary } from '#trajectory/summary.ts'
import { signalsOf } from '#signals/infer-signals.ts'
import { createOverview } from '#signals/overview.ts'
import { outcomesOf } from '#signals/outcomes.ts'
import { defaultRewards } from '#signals/reward-table.ts'
import { rewardsOf } from '#signals/rewards.ts'
import { validate } from '#signals/validation.ts'
import { checkBundleFile, problemLine } from '#cli/bundle-file.ts'
import { derivedLines, type Derived } from '#cli/inspection/derived-lines.ts'
import { headerLines } from '#cli/inspection/header-lines.ts'
import { timelineLines } from '#cli/inspection/timeline-lines.ts'
import { toTimeline } from '#cli/inspection/timeline.ts'
import { createWriter } from '#cli/inspection/writer.ts'
import { toPlainJson } from '#cli/plain-text.ts'
import type { Terminal } from '#cli/terminal.ts'

/** `cairn inspect FILE` */
export const inspectCommand = defineCommand({
  args: {
    file: { type: 'positional', required: true, valueHint: 'FILE', description: 'A bundle.' },
    json: { type: 'boolean', description: 'Print JSON: {problems, header, steps, log, derived}.' },
    full: { type: 'boolean', description: 'Print long texts whole.' },
  },
  async run({ args, data }) {
    const terminal = data as Terminal
    const { blob, problems } = await checkBundleFile(args.file)
    const { header, log } = blob
      ? await salvageBundle(blob).catch((): Salvage => ({ header: undefined, log: [] }))
      : { header: undefined, log: [] }
    const steps = await deriveSteps(log)
    const derived = header ? await derive(header, log) : undefined
    const code = problems.length === 0 ? 0 : 1
    if (args.json === true) {
      terminal.out(
        `${toPlainJson({ problems, header: header ?? null, steps, log: summarise(log), derived: derived ?? null })}\n`,
      )
      return code
    }
    for (const problem of problems) terminal.err(`${problemLine(args.file, problem)}\n`)
    if (!header && log.length === 0) return code
    if (problems.length > 0) terminal.err('\nThis bundle is damaged. What can be read of it:\n\n')

    const writer = createWriter(terminal, { length: args.full === true ? 'whole' : 'short' })
    if (header) terminal.out(`${headerLines(header, log, writer).join('\n')}\n`)
    if (derived)
      terminal.out(
        derivedLines(derived, writer)
          .map((line) => `${line}\n`)
          .join(''),
      )
    const startedAtMs = header?.startedAtMs ?? log[0]?.atMs ?? 0
    const entries = new Map(log.map((entry) => [entry.id, entry]))
    terminal.out(`\n${writer.palette.strong('What happened')}\n`)
    const inferred = derived?.signals ?? []
    for (const item of toTimeline(steps, log, inferred))
      terminal.out(`${timelineLines(item, { startedAtMs, entries, inferred }, writer).join('\n')}\n`)
    return code
  },
})

/** What follows from header and log by rules: never stored, computed whenever somebody looks. */
async function derive(header: Header, log: readonly Entry[]): Promise<Derived> {
  const overview = await createOverview(header, log)
  const signals = signalsOf(overview)
  return {
    signals,
    outcomes: outcomesOf(overview),
    checks: validate(log, header.task.validators ?? []),
    rewards: rewardsOf(overview, signals, defaultRewards),
  }
}

/** The log without its bulk: what it derives to, and the entries that are no part of a step. */
function summarise(log: readonly Entry[]): object {
  const summary = createSummary()
  for (const entry of log) summary.add(entry)
  const only = (kind: Entry['kind']): Entry[] => log.filter((entry) => entry.kind === kind)
  return { ...summary.result(), gaps: only('gap'), signals: only('signal'), outcomes: only('outcome') }
}
