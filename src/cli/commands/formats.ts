import { defineCommand } from 'citty'
import { exporters } from '#exporters/registry.ts'
import { toPlainJson } from '#cli/plain-text.ts'
import type { Terminal } from '#cli/terminal.ts'
import { columns } from '#cli/usage.ts'

/** `cairn formats` */
export const formatsCommand = defineCommand({
  args: { json: { type: 'boolean', description: 'Print JSON: a list of {id, label, extension, mediaType}.' } },
  run({ args, data }) {
    const terminal = data as Terminal
    const formats = exporters.map(({ id, label, extension, mediaType }) => ({ id, label, extension, mediaType }))
    const rows = formats.map(({ id, label, extension }) => [id, `.${extension}  ${label}`] as const)
    terminal.out(args.json === true ? `${toPlainJson(formats)}\n` : `${columns(rows).join('\n')}\n`)
    return 0
  },
})
