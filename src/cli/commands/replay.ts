import { defineCommand } from 'citty'
import { checkBundleFile, problemLine } from '#cli/bundle-file.ts'
import { counted, createWriter, type Writer } from '#cli/inspection/writer.ts'
import { toPlain, toPlainJson } from '#cli/plain-text.ts'
import type { Terminal } from '#cli/terminal.ts'
import { UsageError } from '#cli/usage.ts'
import { reasonOf } from '#replay/failure.ts'
import { isBorneOut, type ActionReport, type ReplayReport } from '#replay/report.ts'
import { replayTrajectory } from '#replay/replay.ts'
import type { Rewrite } from '#replay/rewrite.ts'
import { differenceText } from '#replay/state-comparison.ts'

/** More differences than this say nothing more to a person; `--json` has them all. */
const differencesShown = 10

/** `cairn replay FILE` */
export const replayCommand = defineCommand({
  args: {
    file: { type: 'positional', required: true, valueHint: 'FILE', description: 'A bundle.' },
    headed: { type: 'boolean', description: 'Show the browser.' },
    json: { type: 'boolean', description: 'Print JSON: {actions, final, counts, notes}.' },
    'base-url': {
      type: 'string',
      valueHint: 'FROM=TO',
      description: 'Origin of the recording, and where its pages are now; several separated by commas.',
    },
    chromium: { type: 'string', valueHint: 'PATH', description: 'Chromium to use. Default: found as by the tests.' },
    timeout: { type: 'string', valueHint: 'MS', description: 'How long to wait for an element. Default 5000.' },
  },
  async run({ args, data }) {
    const terminal = data as Terminal
    const rewrite = rewriteOf(args['base-url'])
    const timeoutMs = timeoutOf(args.timeout)
    const { problems } = await checkBundleFile(args.file)
    for (const problem of problems) terminal.err(`${problemLine(args.file, problem)}\n`)
    if (problems.length > 0) return 1

    const writer = createWriter(terminal, { length: 'short' })
    let report: ReplayReport
    try {
      report = await replayTrajectory(args.file, {
        headless: args.headed !== true,
        rewrite,
        timeoutMs,
        ...(args.chromium === undefined ? {} : { executablePath: args.chromium }),
      })
    } catch (error) {
      terminal.err(`cairn replay: cannot replay: ${toPlain(reasonOf(error))}\n`)
      return 1
    }
    if (args.json === true) terminal.out(`${toPlainJson(report)}\n`)
    else
      terminal.out(
        `${[...report.actions.map((action) => actionLine(action, writer)), '', ...verdict(report, writer)].join('\n')}\n`,
      )
    return isBorneOut(report) ? 0 : 1
  },
})

function actionLine({ result, text, by, reason }: ActionReport, { palette, text: plain }: Writer): string {
  const tint = { matched: palette.human, healed: palette.other, failed: palette.warning, skipped: palette.faint }[
    result
  ]
  const remarks = [
    ...(result === 'healed' && by !== undefined ? [`by ${by}`] : []),
    ...(reason === undefined ? [] : [reason]),
  ]
  const remark = remarks.length === 0 ? '' : palette.faint(`  ${plain(remarks.join('; '))}`)
  return `${tint(result.padEnd(8))} ${plain(text)}${remark}`
}

function verdict({ final, counts, notes }: ReplayReport, { palette, text, quote }: Writer): string[] {
  const { matched, healed, failed, skipped } = counts
  const { documents, texts, fields } = final.compared
  const lines = notes.map((note) => palette.faint(`note     ${text(note)}`))
  lines.push(`${matched} matched, ${healed} healed, ${failed} failed, ${skipped} skipped`)
  if (documents === 0)
    lines.push(palette.warning('The recording holds no state at its end: there is nothing to compare with.'))
  else {
    const what = `${counted(documents, 'document')}, ${counted(texts, 'text')}, ${counted(fields, 'field')} compared`
    lines.push(final.agrees ? `The final state agrees: ${what}.` : palette.warning(`The final state differs: ${what}.`))
  }
  const shown = final.differences.slice(0, differencesShown)
  lines.push(...shown.map((difference) => `  ${text(differenceText(difference, quote), 400)}`))
  const more = final.differences.length - shown.length
  if (more > 0) lines.push(`  … and ${counted(more, 'more difference')}`)
  return lines
}

function rewriteOf(given: string | undefined): Rewrite {
  if (given === undefined) return {}
  return Object.fromEntries(
    given.split(',').map((pair) => {
      const [from, to, ...rest] = pair.split('=')
      if (!isOrigin(from) || !isOrigin(to) || rest.length > 0)
        throw new UsageError(
          `--base-url takes FROM=TO, two origins such as https://shop.example=http://localhost:8080, not "${pair}"`,
        )
      return [from, to]
    }),
  )
}

function isOrigin(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\/[^/?#]+\/?$/.test(text) && URL.canParse(text)
}

function timeoutOf(given: string | undefined): number {
  if (given === undefined) return 5000
  if (!/^[0-9]{1,6}$/.test(given))
    throw new UsageError(`--timeout takes a whole number of milliseconds, not "${given}"`)
  return Number(given)
}
