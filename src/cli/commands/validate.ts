import { defineCommand } from 'citty'
import { checkBundleFile, problemLine } from '#cli/bundle-file.ts'
import { toPlain, toPlainJson } from '#cli/plain-text.ts'
import type { Terminal } from '#cli/terminal.ts'

/** `cairn validate FILE…` */
export const validateCommand = defineCommand({
  args: {
    file: { type: 'positional', required: true, valueHint: 'FILE…', description: 'Bundles to check.' },
    json: { type: 'boolean', description: 'Print JSON: a list of {file, valid, problems}.' },
  },
  async run({ args, data }) {
    const terminal = data as Terminal
    const results: { file: string; valid: boolean; problems: unknown[] }[] = []
    for (const file of args._) {
      const { problems } = await checkBundleFile(file)
      results.push({ file, valid: problems.length === 0, problems })
      if (args.json === true) continue
      // As they come: a thousand bundles take a while.
      if (problems.length === 0) terminal.out(`${toPlain(file)}: valid\n`)
      for (const problem of problems) terminal.out(`${problemLine(file, problem)}\n`)
    }
    if (args.json === true) terminal.out(`${toPlainJson(results)}\n`)
    return results.every((result) => result.valid) ? 0 : 1
  },
})
