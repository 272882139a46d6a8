import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openArms, type Arms } from './arms.ts'
import { describeMachine } from './machine.ts'
import { families } from './metrics/registry.ts'
import type { Row } from './row.ts'
import { startServer } from './server.ts'
import { toTable } from './table.ts'

const { values } = parseArgs({
  options: {
    reps: { type: 'string', default: '7' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const reps = values.quick ? 2 : Number(values.reps)
if (!(Number.isInteger(reps) && reps > 0)) throw new Error(`--reps ${values.reps} is not a number of repetitions`)
const unknown = values.only.filter((name) => !families.some((family) => family.name === name))
if (unknown.length > 0)
  throw new Error(`--only ${unknown.join(', ')}: there is ${families.map(({ name }) => name).join(', ')}`)
if (!existsSync('dist/chrome-testing/manifest.json'))
  throw new Error('the extension is not built yet; run `npm run build`')

const server = await startServer()
let opened: Promise<Arms> | undefined
const lab = {
  server,
  reps,
  arms: () => (opened ??= openArms()),
  say: (line: string) => console.log(line),
}
const rows: Row[] = []
try {
  for (const family of families) {
    if (values.only.length > 0 && !values.only.includes(family.name)) continue
    console.log(`${family.name} …`)
    rows.push(...(await family.measure(lab)))
  }
  const chromium = (await lab.arms()).plain.browser()?.version() ?? 'unknown'
  const machine = describeMachine(chromium)
  console.log(`\n${toTable(rows, machine, reps)}\n`)
  await mkdir('bench-results', { recursive: true })
  const path = join('bench-results', `${new Date().toISOString().replace(/[:.]/g, '-')}.json`)
  await writeFile(path, `${JSON.stringify({ at: new Date().toISOString(), machine, reps, rows }, null, 2)}\n`)
  console.log(`also in ${path}`)
} finally {
  await (await opened)?.close()
  await server.close()
}
