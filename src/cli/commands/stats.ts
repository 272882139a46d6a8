import { readFile } from 'node:fs/promises'
import { defineCommand } from 'citty'
import * as z from 'zod'
import { checkBundleFile, problemLine } from '#cli/bundle-file.ts'
import { toPlain, toPlainJson } from '#cli/plain-text.ts'
import { statsCsv } from '#cli/statistics/csv.ts'
import { statsLines } from '#cli/statistics/lines.ts'
import type { Terminal } from '#cli/terminal.ts'
import { UsageError } from '#cli/usage.ts'
import { signalsOf } from '#signals/infer-signals.ts'
import { createOverview } from '#signals/overview.ts'
import { defaultRewards, RewardTableSchema, type RewardTable } from '#signals/reward-table.ts'
import { rewardsOf } from '#signals/rewards.ts'
import { changeFrom, createStats, findPolicy } from '#signals/stats.ts'
import { salvageBundle } from '#trajectory/bundle/salvage.ts'

/** `cairn stats FILE…` */
export const statsCommand = defineCommand({
  args: {
    file: { type: 'positional', required: true, valueHint: 'FILE…', description: 'Bundles to add up.' },
    baseline: {
      type: 'string',
      valueHint: 'POLICY',
      description: 'Show the change against this policy: its label, or its model, checkpoint or version.',
    },
    rewards: { type: 'string', valueHint: 'TABLE', description: 'A JSON file with what signals are worth.' },
    json: { type: 'boolean', description: 'Print JSON: {trajectories, skipped, policies}.' },
    csv: { type: 'boolean', description: 'Print CSV, one policy a row.' },
  },
  async run({ args, data }) {
    const terminal = data as Terminal
    if (args.json === true && args.csv === true) throw new UsageError('--json and --csv exclude each other')
    const table = args.rewards === undefined ? defaultRewards : await readTable(args.rewards)
    const stats = createStats()
    let added = 0
    const skipped: string[] = []
    for (const file of args._) {
      const { blob, problems } = await checkBundleFile(file)
      for (const problem of problems) terminal.err(`${problemLine(file, problem)}\n`)
      const { header, log } = blob && problems.length === 0 ? await salvageBundle(blob) : { header: undefined, log: [] }
      // Half a log would be counted as if it were a whole one.
      if (!header) {
        skipped.push(file)
        continue
      }
      const overview = await createOverview(header, log)
      const signals = signalsOf(overview)
      stats.add(overview, signals, rewardsOf(overview, signals, table))
      added += 1
    }
    const policies = stats.result()
    const baseline = args.baseline === undefined ? undefined : findPolicy(policies, args.baseline)
    if (args.baseline !== undefined && !baseline)
      throw new UsageError(
        `there is not exactly one policy "${toPlain(args.baseline)}"; there are: ${policies.map(({ label }) => toPlain(label)).join(', ') || 'none'}`,
      )
    const rows = policies.map((policy) => ({
      ...policy,
      change: baseline && policy !== baseline ? changeFrom(policy, baseline) : null,
    }))
    if (args.json === true)
      terminal.out(`${toPlainJson({ trajectories: added, skipped, rewards: table.id, policies: rows })}\n`)
    else if (args.csv === true) terminal.out(statsCsv(rows))
    else terminal.out(`${statsLines(rows, { trajectories: added, baseline: baseline?.label }, terminal).join('\n')}\n`)
    return skipped.length === 0 ? 0 : 1
  },
})

async function readTable(path: string): Promise<RewardTable> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UsageError(
      `--rewards ${toPlain(path)}: ${error instanceof Error ? toPlain(error.message) : 'is no JSON'}`,
    )
  }
  const parsed = RewardTableSchema.safeParse(json)
  if (!parsed.success)
    throw new UsageError(`--rewards ${toPlain(path)} is no table of rewards: ${toPlain(z.prettifyError(parsed.error))}`)
  return parsed.data
}
